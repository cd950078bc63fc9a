#include "net/codec/message_json.hpp"

#include "net/codec/event_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net {

namespace {

using namespace actors;

void append_raw_or(json::writer& out, json::name key, std::string_view text,
                   std::string_view otherwise) {
  out.key(key).value(json::raw{text.empty() ? otherwise : text});
}

void append_mentions(json::writer& out, const core::mention_set& mentions) {
  out.begin_array();
  for (const auto& user : mentions.users)
    out.begin_object()
        .member("type", "user")
        .member("userId", user)
        .end_object();
  if (mentions.channel)
    out.begin_object().member("type", "channel").end_object();
  if (mentions.here) out.begin_object().member("type", "here").end_object();
  out.end_array();
}

/// What every event of the log begins with.
json::writer& open_entry(json::writer& out, const room_event& of) {
  return out.begin_object().member("channelId", of.room).member("seq", of.seq);
}

}  // namespace

json::writer& append_names(json::writer& out, const core::user_card& who) {
  out.member("username", who.username);
  const bool has_another =
      !who.display_name.empty() && who.display_name != who.username;
  if (has_another) out.member("displayName", who.display_name);
  return out.member("avatar", who.avatar);
}

void append_card(json::writer& out, const core::user_card& who) {
  append_names(out.begin_object().member("id", who.id), who).end_object();
}

void append_reactions(json::writer& out,
                      const std::vector<core::reaction>& reactions) {
  out.begin_array();
  for (const auto& each : reactions) {
    out.begin_object()
        .member("emoji", each.emoji)
        .member("count", each.count)
        .key("userIds")
        .begin_array();
    for (const auto& user : each.users) out.value(user);
    out.end_array();
    // Events are the same for all: only answers know who asks.
    if (each.own) out.member("me", true);
    out.end_object();
  }
  out.end_array();
}

void append_message(json::writer& out, const core::message& value) {
  open_message(out, value);
  out.end_object();
}

void open_message(json::writer& out, const core::message& value) {
  out.begin_object()
      .member("id", value.id)
      .member("roomId", value.room)
      .member("channelId", value.room)
      .member("seq", value.seq)
      .member("senderId", value.sender.id)
      .key("sender");
  append_card(out, value.sender);
  out.member("type", name_of(value.type)).member("content", value.content);
  append_id_or_null(out, "replyTo", value.reply_to);
  append_raw_or(out, "attachments", value.attachments, "[]");
  out.key("mentions");
  append_mentions(out, value.mentions);
  append_raw_or(out, "metadata", value.metadata, "{}");
  out.key("reactions");
  append_reactions(out, value.reactions);
  out.member("replyCount", value.reply_count).key("clientId");
  if (value.client_id.empty()) {
    out.null();
  } else {
    out.value(value.client_id);
  }
  out.member("createdAt", value.created_at);
  append_time_or_null(out, "editedAt", value.edited_at);
  append_time_or_null(out, "deletedAt", value.deleted_at);
  append_time_or_null(out, "pinnedAt", value.pinned_at);
  if (value.expires_at) out.member("expiresAt", *value.expires_at);
}

void append_data(json::writer& out, const room_event& of,
                 const message_edited& what) {
  open_entry(out, of)
      .member("id", what.value.id)
      .member("messageId", what.value.id)
      .member("content", what.value.content)
      .member("editedBy", what.by);
  append_time_or_null(out, "editedAt", what.value.edited_at);
  out.key("message");
  append_message(out, what.value);
  out.end_object();
}

void append_data(json::writer& out, const room_event& of,
                 const message_deleted& what) {
  open_entry(out, of).member("id", what.id).member("messageId", what.id);
  append_id_or_null(out, "deletedBy", what.by);  // nobody: it expired
  out.member("deletedAt", what.at).end_object();
}

void append_data(json::writer& out, const room_event& of,
                 const reaction_changed& what) {
  open_entry(out, of)
      .member("messageId", what.message)
      .member("userId", what.by)
      .member("emoji", what.emoji)
      .member("added", what.added)
      .member("count", what.count)
      .end_object();
}

void append_data(json::writer& out, const room_event& of,
                 const pin_changed& what) {
  open_entry(out, of)
      .member("messageId", what.message)
      .member("userId", what.by)
      .member("pinned", what.pinned)
      .end_object();
}

void append_data(json::writer& out, const room_event& of,
                 const mark_moved& what) {
  out.begin_object()
      .member("channelId", of.room)
      .member("userId", what.who)
      .member("readSeq", what.mark.read)
      .member("deliveredSeq", what.mark.delivered)
      .end_object();
}

void append_draft(json::writer& out, const core::draft& draft) {
  out.begin_object()
      .member("channelId", draft.room)
      .member("content", draft.content);
  append_id_or_null(out, "replyTo", draft.reply_to);
  out.member("updatedAt", draft.at).end_object();
}

void append_unread(json::writer& out, const storage::unread_state& state) {
  out.begin_object()
      .member("readSeq", state.mark.read)
      .member("deliveredSeq", state.mark.delivered)
      .member("unread", state.unread.messages)
      .member("mentions", state.unread.mentions)
      .end_object();
}

}  // namespace parley::net

#include "net/codec/event_json.hpp"

#include <array>

#include "core/calls/call_words.hpp"
#include "net/codec/call_json.hpp"
#include "net/codec/codec.hpp"
#include "net/codec/news_json.hpp"
#include "net/codec/presence_words.hpp"
#include "net/codec/words.hpp"

namespace parley::net {

namespace {

using namespace actors;

struct event_name {
  room_words in;

  std::string_view operator()(const custom_event& e) const { return e.name; }
  std::string_view operator()(const message_posted&) const {
    return message_event(in);
  }
  std::string_view operator()(const member_joined&) const {
    return "user_joined";
  }
  std::string_view operator()(const member_left&) const { return "user_left"; }
  std::string_view operator()(const message_edited&) const {
    return "message_updated";
  }
  std::string_view operator()(const message_deleted&) const {
    return "message_deleted";
  }
  std::string_view operator()(const reaction_changed&) const {
    return "reaction";
  }
  std::string_view operator()(const pin_changed&) const { return "pin"; }
  std::string_view operator()(const mark_moved&) const { return "read"; }
  std::string_view operator()(const typing_changed&) const { return "typing"; }
  std::string_view operator()(const typing_crowd&) const { return "typing"; }
  std::string_view operator()(const presence_changed&) const {
    return "presence";
  }
  std::string_view operator()(const room_changed& e) const {
    return e.archived ? "channel_archived" : "channel_updated";
  }
  std::string_view operator()(const standing_changed& e) const {
    return net::name_of(e);
  }
  std::string_view operator()(const user_news& e) const {
    return net::name_of(e);
  }
};

// Only people speak yet: hence the role, and below the direction.
void append_chat_message(json::writer& out, const core::message& value) {
  out.begin_object()
      .key_text(id_member(room_words::chat))
      .value(value.room)
      .key("message")
      .begin_object()
      .member("id", value.id)
      .member("role", "user")
      .member("userId", value.sender.id)
      .member("content", value.content)
      .member("createdAt", value.created_at)
      .end_object()
      .end_object();
}

void append_session_message(json::writer& out, const core::message& value) {
  out.begin_object()
      .member("id", value.id)
      .key_text(id_member(room_words::session))
      .value(value.room)
      .member("userId", value.sender.id)
      .member("content", value.content)
      .member("type", net::name_of(value.type))
      .member("direction", "inbound");
  out.key("metadata")
      .value(json::raw{value.metadata.empty() ? "{}" : value.metadata})
      .member("createdAt", value.created_at)
      .end_object();
}

/// Writes an event's `data` object.
struct payload_writer {
  const room_event& event;
  room_words in;
  json::writer& out;

  void operator()(const custom_event&) const {}  // is JSON already

  void operator()(const message_posted& posted) const {
    if (in == room_words::chat) append_chat_message(out, posted.value);
    else if (in == room_words::session)
      append_session_message(out, posted.value);
    else append_message(out, posted.value);
  }

  void operator()(const member_joined& joined) const {
    change(joined.who, joined.role);
  }
  void operator()(const member_left& left) const { change(left.who, {}); }

  // What happens to messages and marks: message_json.cpp.
  template <class Change>
  void operator()(const Change& what) const {
    append_data(out, event, what);
  }

  void operator()(const typing_changed& typing) const {
    out.begin_object()
        .key_text(id_member(in))
        .value(event.room)
        .member("userId", typing.who)
        .member("isTyping", typing.is_typing)
        .end_object();
  }

  // Who knows of single people only sees somebody without a name type.
  void operator()(const typing_crowd& typing) const {
    out.begin_object().key_text(id_member(in)).value(event.room);
    out.key("userId").null();
    out.member("isTyping", typing.several)
        .member("several", true)
        .member("count", typing.count)
        .end_object();
  }

  void operator()(const presence_changed& presence) const {
    append_presence(out, presence);
  }

  void operator()(const room_changed& e) const { append_data(out, event, e); }
  void operator()(const standing_changed& e) const {
    append_data(out, event, e);
  }
  void operator()(const user_news& e) const { append_data(out, e); }

  void change(const core::user_card& who,
              std::optional<core::member_role> role) const {
    out.begin_object()
        .member("channelId", event.room)
        .member("seq", event.seq)
        .member("userId", who.id)
        .key("user");
    append_card(out, who);
    if (role) out.member("role", net::name_of(*role));
    out.end_object();
  }
};

void append_members(json::writer& out, const member_list& list) {
  auto text = std::static_pointer_cast<const std::string>(list.encoded.get(
      static_cast<std::size_t>(encoding_slot::json_payload), [&] {
        auto made = std::make_shared<std::string>();
        json::writer w{*made};
        w.begin_array();
        for (const auto& member : list.first) {
          w.begin_object().member("id", member.who.id);
          append_names(w, member.who)
              .member("role", net::name_of(member.role))
              .end_object();
        }
        w.end_array();
        return std::shared_ptr<const void>{std::move(made)};
      }));
  out.member("members", json::raw{*text}).member("memberCount", list.total);
}

void append_ids(json::writer& out, const std::vector<core::user_id>& ids) {
  out.begin_array();
  for (const auto& id : ids) out.value(id);
  out.end_array();
}

// Everybody in `online`, what there is more to say of some in `presence`.
void append_present(json::writer& out,
                    const std::vector<presence_changed>& present) {
  out.key("online").begin_array();
  for (const auto& each : present) out.value(each.who);
  out.end_array().key("presence").begin_array();
  for (const auto& each : present)
    if (each.status != presence_status::online || !each.text.empty())
      append_presence(out, each);
  out.end_array();
}

// Messages in `messages`, everything else that was missed in `events`.
void append_entries(json::writer& out,
                    const std::vector<room_event_ptr>& entries, room_words in) {
  out.key("messages").begin_array();
  for (const auto& entry : entries)
    if (std::holds_alternative<message_posted>(entry->body))
      out.value(json::raw{*payload_of(*entry, in)});
  out.end_array().key("events").begin_array();
  for (const auto& entry : entries) {
    if (std::holds_alternative<message_posted>(entry->body)) continue;
    out.begin_object()
        .member("event", net::name_of(*entry, in))
        .member("data", json::raw{*payload_of(*entry, in)})
        .end_object();
  }
  out.end_array();
}

// Most events are heard in a channel's words only: place for the others is made
// when the first of them is needed.
using other_words = std::array<encoding_slots, 3>;

bool differs(const event_body& body, room_words in) {
  if (std::holds_alternative<message_posted>(body))
    return message_event(in) != message_event(room_words::channel);
  return std::holds_alternative<typing_changed>(body) ||
         std::holds_alternative<typing_crowd>(body);
}

struct reply_writer {
  room_words in;
  json::writer& out;

  void operator()(const accepted&) const {
    out.begin_object().member("ok", true).end_object();
  }

  void operator()(const message_stored& stored) const {
    out.begin_object()
        .member("id", stored.id)
        .member("seq", stored.seq)
        .member("createdAt", stored.created_at);
    if (stored.duplicate) out.member("duplicate", true);
    out.end_object();
  }

  void operator()(const entry_stored& stored) const {
    out.begin_object()
        .member("ok", true)
        .member("seq", stored.seq)
        .end_object();
  }

  void operator()(const storage::unread_state& state) const {
    append_unread(out, state);
  }

  void operator()(const std::shared_ptr<const join_result>& joined) const {
    out.begin_object()
        .member("seq", joined->seq)
        .member("epoch", joined->epoch)
        .member("recovered", net::name_of(joined->recovered));
    append_entries(out, joined->entries, in);
    append_members(out, *joined->members);
    out.key("typing");
    append_ids(out, joined->typing);
    if (joined->several_typing > 0)
      out.member("severalTyping", joined->several_typing);
    append_present(out, joined->present);
    out.end_object();
  }

  void operator()(const call_ptr& call) const {
    out.begin_object()
        .member("ok", true)
        .member("callId", call->id)
        .member("channelId", call->room)
        .member("status", core::word_for(call->status))
        .key("call");
    append_call(out, *call);
    out.end_object();
  }

  void operator()(const core::failure& why) const {
    out.begin_object().member("ok", false).key("error");
    append_error(out, why);
    out.end_object();
  }
};

}  // namespace

std::string_view name_of(core::member_role role) {
  switch (role) {
    case core::member_role::owner:
      return "owner";
    case core::member_role::admin:
      return "admin";
    case core::member_role::member:
      break;
  }
  return "member";
}

std::string_view name_of(core::message_type type) {
  switch (type) {
    case core::message_type::image:
      return "image";
    case core::message_type::file:
      return "file";
    case core::message_type::system:
      return "system";
    case core::message_type::call:
      return "call";
    case core::message_type::text:
      break;
  }
  return "text";
}

std::string_view name_of(recovery how) {
  switch (how) {
    case recovery::replayed:
      return "replayed";
    case recovery::snapshot:
      return "snapshot";
    case recovery::gone:
      break;
  }
  return "gone";
}

std::string_view name_of(const room_event& event, room_words in) {
  return std::visit(event_name{in}, event.body);
}

const encoding_slots& slots_of(const room_event& event, room_words in) {
  if (in == room_words::channel || !differs(event.body, in))
    return event.encoded;
  auto others = std::static_pointer_cast<const other_words>(
      event.encoded.get(static_cast<std::size_t>(encoding_slot::other_words),
                        [] { return std::make_shared<const other_words>(); }));
  return others->at(static_cast<std::size_t>(in) - 1);
}

std::shared_ptr<const std::string> payload_of(const room_event& event,
                                              room_words in) {
  return std::static_pointer_cast<const std::string>(slots_of(event, in).get(
      static_cast<std::size_t>(encoding_slot::json_payload), [&] {
        auto text = std::make_shared<std::string>();
        if (const auto* custom = std::get_if<custom_event>(&event.body)) {
          *text = custom->data;
        } else {
          json::writer out{*text};
          std::visit(payload_writer{event, in, out}, event.body);
        }
        return std::shared_ptr<const void>{std::move(text)};
      }));
}

std::uint64_t coalescing_key(const room_event& event) {
  if (event.service != service_class::latest_wins) return 0;
  core::user_id who;
  auto room = event.room;
  if (const auto* typing = std::get_if<typing_changed>(&event.body))
    who = typing->who;
  if (const auto* presence = std::get_if<presence_changed>(&event.body))
    // In all rooms the same, and outside of them.
    who = presence->who, room = {};
  if (const auto* mark = std::get_if<mark_moved>(&event.body)) who = mark->who;
  if (const auto* news = std::get_if<user_news>(&event.body))
    if (const auto* profile = std::get_if<profile_news>(news))
      who = profile->who.id, room = {};
  auto key = std::hash<core::room_id>{}(room)*31 +
             std::hash<core::user_id>{}(who)*7 + event.body.index();
  return key == 0 ? 1 : key;
}

void append_reply(std::string& out, const reply_body& body, room_words in) {
  json::writer writer{out};
  std::visit(reply_writer{in, writer}, body);
}

void append_error(json::writer& out, const core::failure& why,
                  std::string_view event) {
  // On sockets the limit is one of messages, not of requests.
  auto code = why.code == core::errc::rate_limited
                  ? std::string_view{"RATE_LIMITED"}
                  : core::describe(why.code).code;
  out.begin_object().member("message", why.message()).member("code", code);
  if (why.retry_after_ms > 0) out.member("retryAfter", why.retry_after_ms);
  if (!event.empty()) out.member("event", event);
  out.end_object();
}

}  // namespace parley::net

#include "net/api/views.hpp"

#include <algorithm>

#include "core/role_words.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/presence_words.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

// It may not be known, but the store knew something.
void write_own_user(json::writer& out, const core::user& user,
                    const actors::presence_changed& seen) {
  out.begin_object()
      .member("id", user.id)
      .member("username", user.username)
      .member("displayName", user.display_name)
      .member("email", user.email)
      .member("emailVerified", user.email_verified)
      .member("avatar", user.avatar)
      .member("role", core::word_for(user.role))
      .member("status", core::word_for(seen.status))
      .member("lastSeen", std::max(user.last_seen, seen.last_seen))
      .member("createdAt", user.created_at)
      .end_object();
}

void write_public_user(json::writer& out, const core::user& user,
                       const actors::presence_changed& seen) {
  out.begin_object()
      .member("id", user.id)
      .member("username", user.username)
      .member("displayName", user.display_name)
      .member("avatar", user.avatar)
      .member("role", core::word_for(user.role));
  append_status(out, seen);
  out.member("createdAt", user.created_at);
  if (user.deleted) out.member("deleted", true);
  out.end_object();
}

namespace {

template <class Member>
json::writer& open_member(json::writer& out, const Member& member) {
  out.begin_object()
      .member("id", member.who.id)
      .member("userId", member.who.id);
  return append_names(out, member.who)
      .member("role", name_of(member.role))
      .member("joinedAt", member.joined_at);
}

}  // namespace

template <class Member>
void write_member(json::writer& out, const Member& member) {
  open_member(out, member).end_object();
}

void write_member(json::writer& out, const core::room_member& member,
                  const core::read_mark* mark) {
  open_member(out, member);
  if (mark != nullptr)
    out.member("readSeq", mark->read).member("deliveredSeq", mark->delivered);
  out.end_object();
}

std::string_view level_name(core::alert_level level) {
  switch (level) {
    case core::alert_level::all:
      return "all";
    case core::alert_level::mentions:
      return "mentions";
    case core::alert_level::none:
      return "none";
    case core::alert_level::usual:
      break;
  }
  return "default";
}

void write_alerts(json::writer& out, const core::alert_settings& alerts) {
  out.begin_object().member("level", level_name(alerts.level));
  append_time_or_null(out, "mutedUntil", alerts.muted_until);
  out.end_object();
}

void write_overview(json::writer& out, const storage::room_overview& room) {
  open_room(out, room.meta)
      .member("role", name_of(room.own_role))
      .member("seq", room.head)
      .member("readSeq", room.own.mark.read)
      .member("unread", room.own.unread.messages)
      .member("mentions", room.own.unread.mentions)
      .key("notifications");
  write_alerts(out, room.alerts);
  out.key("lastMessage");
  if (room.last_message) {
    append_message(out, *room.last_message);
  } else {
    out.null();
  }
  out.end_object();
}

void write_restriction(json::writer& out, const core::restriction& what) {
  out.begin_object().member("userId", what.who.id).key("user");
  append_card(out, what.who);
  out.member("by", what.by)
      .member("reason", what.reason)
      .member("createdAt", what.at);
  append_time_or_null(out, "until", what.until);
  out.end_object();
}

template void write_member(json::writer&, const core::group_member&);
template void write_member(json::writer&, const core::room_member&);

}  // namespace parley::net::api

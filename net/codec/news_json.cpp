#include "net/codec/news_json.hpp"

#include "net/codec/call_json.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/message_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net {

namespace {

using namespace actors;

struct news_name {
  std::string_view operator()(const channel_news& it) const {
    switch (it.what) {
      case channel_news::kind::created:
        return "channel_created";
      case channel_news::kind::updated:
        return "channel_updated";
      case channel_news::kind::deleted:
        break;
    }
    return "channel_deleted";
  }
  std::string_view operator()(const group_news& it) const {
    return it.what == group_news::kind::updated ? "group_updated"
                                                : "group_deleted";
  }
  std::string_view operator()(const group_role_news&) const {
    return "member_updated";
  }
  std::string_view operator()(const group_member_news& it) const {
    return it.gone ? "group_member_left" : "group_member_joined";
  }
  std::string_view operator()(const group_removed&) const {
    return "group_removed";
  }
  std::string_view operator()(const room_added&) const { return "room_added"; }
  std::string_view operator()(const invited&) const { return "invited"; }
  std::string_view operator()(const request_news&) const {
    return "join_request";
  }
  std::string_view operator()(const request_decided&) const {
    return "join_request_decided";
  }
  std::string_view operator()(const message_alert&) const {
    return "notification";
  }
  std::string_view operator()(const unread_news&) const { return "unread"; }
  std::string_view operator()(const unsent_news&) const {
    return "message_unsent";
  }
  std::string_view operator()(const draft_news&) const { return "draft"; }
  std::string_view operator()(const call_news& it) const {
    return net::name_of(it.what);
  }
  std::string_view operator()(const signal_news&) const {
    return "call_signal";
  }
  std::string_view operator()(const profile_news&) const {
    return "user_updated";
  }
};

std::string_view name_of(core::leave_reason why) {
  switch (why) {
    case core::leave_reason::removed:
      return "removed";
    case core::leave_reason::banned:
      return "banned";
    case core::leave_reason::left:
      break;
  }
  return "left";
}

std::string_view name_of(alert_reason why) {
  switch (why) {
    case alert_reason::mention:
      return "mention";
    case alert_reason::reply:
      return "reply";
    case alert_reason::direct:
      return "direct";
    case alert_reason::message:
      break;
  }
  return "message";
}

struct news_writer {
  json::writer& out;

  void operator()(const channel_news& it) const {
    out.begin_object()
        .member("groupId", it.about.parent)
        .member("channelId", it.about.id);
    if (it.what != channel_news::kind::deleted) {
      out.key("channel");
      append_room(out, it.about);
    }
    out.end_object();
  }
  void operator()(const group_news& it) const {
    out.begin_object().member("groupId", it.about.id);
    if (it.what == group_news::kind::updated) {
      out.key("group");
      append_group(out, it.about);
    }
    out.end_object();
  }
  void operator()(const group_role_news& it) const {
    out.begin_object()
        .member("groupId", it.group)
        .member("userId", it.who.id)
        .key("user");
    append_card(out, it.who);
    out.member("role", net::name_of(it.role)).end_object();
  }
  void operator()(const group_member_news& it) const {
    out.begin_object()
        .member("groupId", it.group)
        .member("userId", it.who.id)
        .key("user");
    append_card(out, it.who);
    if (it.gone) out.member("reason", name_of(*it.gone));
    else out.member("role", net::name_of(it.role));
    out.end_object();
  }
  void operator()(const group_removed& it) const {
    out.begin_object()
        .member("groupId", it.group)
        .member("reason", name_of(it.why))
        .end_object();
  }
  void operator()(const room_added& it) const {
    out.begin_object().member("channelId", it.about.id).key("channel");
    append_room(out, it.about);
    out.end_object();
  }
  void operator()(const invited& it) const { append_invite(out, it.by); }
  void operator()(const request_news& it) const {
    out.begin_object().member("groupId", it.group);
    if (it.room) out.member("channelId", it.room);
    append_request(out, it.what);
    out.end_object();
  }
  void operator()(const request_decided& it) const {
    out.begin_object().member("groupId", it.group);
    if (it.room) out.member("channelId", it.room);
    out.member("approved", it.approved).end_object();
  }
  void operator()(const message_alert& it) const {
    out.begin_object()
        .member("channelId", it.about.id)
        .member("reason", name_of(it.why))
        .key("channel");
    append_room(out, it.about);
    out.key("message");
    append_message(out, std::get<message_posted>(it.message->body).value);
    out.end_object();
  }
  void operator()(const unread_news& it) const {
    out.begin_object()
        .member("channelId", it.room)
        .member("headSeq", it.head)
        .member("unread", it.unread.messages)
        .member("mentions", it.unread.mentions);
    if (it.mark)
      out.member("readSeq", it.mark->read)
          .member("deliveredSeq", it.mark->delivered);
    if (it.last) {
      out.key("lastMessage");
      append_message(out, std::get<message_posted>(it.last->body).value);
    }
    out.end_object();
  }
  void operator()(const unsent_news& it) const {
    out.begin_object()
        .member("id", it.id)
        .member("channelId", it.room)
        .member("code", core::describe(it.why.code).code)
        .member("message", it.why.message())
        .end_object();
  }
  void operator()(const draft_news& it) const {
    out.begin_object().member("channelId", it.now.room).key("draft");
    if (it.now.content.empty()) {
      out.null();
    } else {
      append_draft(out, it.now);
    }
    out.end_object();
  }
  void operator()(const call_news& it) const { append_data(out, it); }
  void operator()(const signal_news& it) const { append_data(out, it); }
  void operator()(const profile_news& it) const {
    out.begin_object().member("userId", it.who.id).key("user");
    append_card(out, it.who);
    out.member("displayName", it.who.display_name).end_object();
  }
};

}  // namespace

std::string_view name_of(const standing_changed& change) {
  switch (change.what) {
    case core::entry_kind::banned:
      return "user_banned";
    case core::entry_kind::unbanned:
      return "user_unbanned";
    default:
      return "member_updated";
  }
}

std::string_view name_of(const user_news& news) {
  return std::visit(news_name{}, news);
}

void append_data(json::writer& out, const room_event& event,
                 const room_changed& change) {
  out.begin_object()
      .member("channelId", event.room)
      .member("seq", event.seq)
      .key("by");
  append_card(out, change.by);
  out.key("channel");
  append_room(out, change.now);
  out.end_object();
}

void append_data(json::writer& out, const room_event& event,
                 const standing_changed& change) {
  out.begin_object()
      .member("channelId", event.room)
      .member("seq", event.seq)
      .member("userId", change.who.id)
      .key("user");
  append_card(out, change.who);
  out.key("by");
  append_card(out, change.by);
  switch (change.what) {
    case core::entry_kind::role_changed:
      out.member("role", net::name_of(change.role));
      break;
    case core::entry_kind::muted:
    case core::entry_kind::unmuted:
      out.member("muted", change.what == core::entry_kind::muted);
      append_time_or_null(out, "until", change.until);
      break;
    case core::entry_kind::banned:
      append_time_or_null(out, "until", change.until);
      break;
    default:
      break;
  }
  out.end_object();
}

void append_data(json::writer& out, const user_news& news) {
  std::visit(news_writer{out}, news);
}

}  // namespace parley::net

#include "net/codec/room_json.hpp"

#include "net/codec/event_json.hpp"

namespace parley::net {

namespace {

std::string_view access_name(core::visibility access) {
  return access == core::visibility::open ? "public" : "private";
}

std::string_view kind_name(core::room_kind kind) {
  switch (kind) {
    case core::room_kind::channel:
      return "channel";
    case core::room_kind::direct:
      return "direct";
    case core::room_kind::ai:
      return "ai";
    case core::room_kind::support:
      break;
  }
  return "support";
}

}  // namespace

void append_time_or_null(json::writer& out, json::name key,
                         const std::optional<core::timestamp>& at) {
  out.key(key);
  if (at) {
    out.value(*at);
  } else {
    out.null();
  }
}

void append_group(json::writer& out, const core::group& group,
                  std::optional<core::member_role> own_role) {
  out.begin_object()
      .member("id", group.id)
      .member("name", group.name)
      .member("description", group.description)
      .member("icon", group.icon)
      .member("visibility", access_name(group.access))
      .member("createdBy", group.created_by)
      .member("createdAt", group.created_at);
  if (own_role) out.member("role", name_of(*own_role));
  out.end_object();
}

json::writer& open_room(json::writer& out, const core::room& room) {
  out.begin_object().member("id", room.id).member("kind", kind_name(room.kind));
  append_id_or_null(out, "groupId", room.parent);
  out.member("name", room.name)
      .member("topic", room.topic)
      .member("icon", room.icon)
      .member("visibility", access_name(room.access))
      .member("readOnly", room.read_only)
      .member("slowMode", room.slow_mode)
      .member("retention", room.retention)
      .member("archived", room.archived)
      .member("createdBy", room.created_by)
      .member("createdAt", room.created_at);
  if (room.kind != core::room_kind::direct) return out;
  out.key("members").begin_array();
  for (const auto& each : room.people) append_card(out, each);
  return out.end_array();
}

void append_room(json::writer& out, const core::room& room) {
  open_room(out, room).end_object();
}

void append_invite(json::writer& out, const core::invite& invite,
                   std::string_view code) {
  open_invite(out, invite, code).end_object();
}

json::writer& open_invite(json::writer& out, const core::invite& invite,
                          std::string_view code) {
  out.begin_object().member("id", invite.id);
  if (!code.empty()) out.member("code", code);
  out.member("groupId", invite.group).member("groupName", invite.group_name);
  append_id_or_null(out, "channelId", invite.room);
  out.key("channelName");
  if (invite.room) {
    out.value(invite.room_name);
  } else {
    out.null();
  }
  append_id_or_null(out, "userId", invite.invitee);
  out.member("createdBy", invite.created_by).key("inviter");
  append_card(out, invite.inviter);
  out.member("createdAt", invite.created_at);
  append_time_or_null(out, "expiresAt", invite.expires_at);
  out.key("maxUses");
  if (invite.max_uses > 0) {
    out.value(invite.max_uses);
  } else {
    out.null();
  }
  return out.member("uses", invite.uses);
}

void append_request(json::writer& out, const core::join_request& request) {
  out.member("userId", request.who.id).key("user");
  append_card(out, request.who);
  out.member("message", request.note).member("createdAt", request.at);
}

}  // namespace parley::net

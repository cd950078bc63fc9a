#pragma once

// What is asked of a room other than by its sockets (REST handlers, other
// actors). Each is a request answered with `core::result<Reply>`.

#include <caf/allowed_unsafe_message_type.hpp>

#include "actors/messages/client_events.hpp"
#include "actors/messages/storage_orders.hpp"
#include "core/model.hpp"
#include "core/permissions.hpp"
#include "storage/operations.hpp"

namespace parley::actors {

struct room_view {
  core::room meta;
  core::seq_t head = 0;
  std::size_t member_count = 0;
  std::optional<core::member_role> own_role;
};

/// → room_view, if the asker may do `what`.
struct authorize_action {
  identity_ptr by;
  core::action what = core::action::view_room;
};

/// → page<room_member>, in order of joining.
struct list_room_members {
  identity_ptr by;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// → std::vector<storage::member_position>: how far the members have come, for
/// members of rooms that are told so by `read` events as well; else none.
struct list_read_marks {
  identity_ptr by;
};

/// → room_member. `who` may be the asker (join) or another user (add).
struct add_room_member {
  identity_ptr by;
  core::user_id who;
  core::member_role role = core::member_role::member;
};

/// → done once no socket of `who` can see the room any more. `who` may be the
/// asker (leave) or another user (removal).
struct remove_room_member {
  identity_ptr by;  ///< none: the user left the group, or is no more
  core::user_id who;
  bool ended = false;  ///< in the store, by what took the group away
};

// -- those who manage ---------------------------------------------------------

/// → room_view. What is set is changed.
struct update_room {
  identity_ptr by;
  std::optional<std::string> name;
  std::optional<std::string> topic;
  std::optional<std::string> icon;
  std::optional<core::visibility> access;
  std::optional<bool> read_only;
  std::optional<std::uint32_t> slow_mode;
  std::optional<std::uint32_t> retention;
  std::optional<bool> archived;
};

/// → done, once no socket can see it any more.
struct delete_room {
  identity_ptr by;
};

/// → done. Its group was deleted, and the room with it.
struct end_room {};

/// → room_member. The role of owner is handed over by it.
struct set_room_role {
  identity_ptr by;
  core::user_id who;
  core::member_role role = core::member_role::member;
};

/// → done: a ban, which ends the membership before it is answered, or a mute
/// of a member.
struct restrict_user {
  identity_ptr by;
  core::user_id who;
  core::restriction_kind what = core::restriction_kind::ban;
  std::string reason;
  std::optional<core::timestamp> until;
};

/// → done; not_found when there is no such ban or mute.
struct lift_restriction {
  identity_ptr by;
  core::user_id who;
  core::restriction_kind what = core::restriction_kind::ban;
};

/// → std::vector<restriction>: those that hold, newest first.
struct list_room_restrictions {
  identity_ptr by;
  core::restriction_kind what = core::restriction_kind::ban;
};

/// → room_member. Somebody was let in by an invite or a decision of those who
/// manage; only a ban, an archive or not being in the group still bars.
struct admit_user {
  core::user_id who;
};

/// → done. One of two blocks the other, or no longer.
struct review_blocks {};

/// → core::alert_settings, as they are now.
struct set_room_alerts {
  identity_ptr by;
  core::alert_settings alerts;
};

/// → done. A message's time has come: it is deleted, by nobody. not_found and
/// gone when it is not there.
struct expire_message {
  core::message_id id;
};

/// → done, also when it was deleted before. A report of the message led to this
/// decision, whose right is not the room's: whoever decides reports need not
/// see it.
struct remove_reported {
  identity_ptr by;  ///< with the role that the store knows now
  core::message_id message;
  core::report_id report;
};

/// → done. A call is over: the room's log says so, once.
struct note_call {
  core::call_id call;
  std::vector<core::user_id> parties;  ///< the entry is of the first member
  std::string content;
  std::string metadata;  ///< JSON object text
};

/// No request: a user changed name or picture, or is no more.
struct card_changed {
  core::user_card card;
  std::uint64_t version = 0;  ///< grows with each change of the user
};

/// → core::message, stored.
struct post_message {
  identity_ptr by;
  send_message what;
};

/// → core::message as it is now, the change stored. Who may do it: see
/// core/permissions.hpp.
struct alter_message {
  identity_ptr by;
  change_message what;
};

/// → storage::unread_state after the mark moved.
struct move_mark {
  identity_ptr by;
  mark_read what;
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::authorize_action)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_room_members)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_read_marks)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::add_room_member)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::remove_room_member)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::set_room_alerts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::expire_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::remove_reported)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::note_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::card_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::post_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::update_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::delete_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::end_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::set_room_role)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::restrict_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::lift_restriction)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_room_restrictions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::admit_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::review_blocks)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::alter_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::move_mark)

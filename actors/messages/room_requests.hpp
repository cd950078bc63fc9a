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

/// → room_view, if the asker may see the room.
struct describe_room {
  identity_ptr by;
};

/// → room_view, if the asker may do `what`; used before reading history.
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

/// → room_member. `who` may be the asker (join) or another user (add).
struct add_room_member {
  identity_ptr by;
  core::user_id who;
  core::member_role role = core::member_role::member;
};

/// → done once no socket of `who` can see the room any more. `who` may be the
/// asker (leave) or another user (removal).
struct remove_room_member {
  identity_ptr by;
  core::user_id who;
};

/// No request: a user changed name or picture, or is no more.
struct card_changed {
  core::user_card card;
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

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::describe_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::authorize_action)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_room_members)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::add_room_member)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::remove_room_member)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::card_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::post_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::alter_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::move_mark)

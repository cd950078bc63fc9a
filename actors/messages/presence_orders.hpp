#pragma once

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::actors {

/// Room → presence: somebody of this user came to or left this room; the room
/// wants to know when the user's status changes while they are here.
struct watch_user {
  core::user_id user;
  caf::actor room;
};
struct unwatch_user {
  core::user_id user;
  caf::actor room;
};

/// Session → presence: the device has its first socket / has lost its last.
struct device_online {
  core::user_id user;
  core::device_id device;
  caf::actor session;
};
struct device_offline {
  core::user_id user;
  core::device_id device;
};

/// Presence → room: the merged status of all devices of the user.
struct user_status {
  core::user_id user;
  bool online = false;
  core::timestamp last_seen{};
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::watch_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::unwatch_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::device_online)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::device_offline)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::user_status)

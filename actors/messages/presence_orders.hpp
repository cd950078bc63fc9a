#pragma once

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <memory>
#include <variant>
#include <vector>

#include "actors/messages/client_events.hpp"
#include "actors/messages/connection.hpp"
#include "actors/messages/room_events.hpp"
#include "core/ids.hpp"
#include "core/presence.hpp"
#include "core/time.hpp"

namespace parley::actors {

// -- what clients ask ---------------------------------------------------------

struct choose_presence {
  core::presence_wish wish;
};
/// From now on the socket looks at these users and no others.
struct look_at {
  static constexpr std::size_t most = 1000;
  std::vector<core::user_id> users;
};
/// The socket goes on where another one of its device was, which is gone.
struct look_on {
  connection_id former;
};
using presence_action = std::variant<choose_presence, look_at, look_on>;

/// Edge → session: one event of one socket. `look_on` comes from the edge
/// itself.
struct presence_event {
  origin from;
  presence_action action;
};

/// Session → presence: the same with who asks; never `look_on`.
struct presence_command {
  origin from;
  identity_ptr sender;
  caf::actor session;
  presence_action action;
};

/// Session → presence: a socket that looked at somebody is gone.
struct looker_gone {
  connection_id connection;
  caf::actor session;
};

// -- devices ------------------------------------------------------------------

/// Session → presence: the device has a socket, and whether its user is away
/// from it. Said again when that changes.
struct device_online {
  core::user_id user;
  core::device_id device;
  caf::actor session;
  bool away = false;
};
/// Session → presence: the device has lost its last socket. Means nothing once
/// another session has said that it is online.
struct device_offline {
  core::user_id user;
  core::device_id device;
  caf::actor_addr session;
};

/// Edge → presence, now and then: devices with open sockets. A device of which
/// no edge says so any more ends with its lease, whatever its session says.
struct devices_alive {
  std::vector<core::device_id> devices;
};
/// Presence → session: its device is not known here, as after a crash; say all
/// again.
struct announce_again {
  std::uint64_t life = 0;  ///< of presence: no two have the same
};

// -- rooms --------------------------------------------------------------------

/// Room → presence: somebody of this user came to or left this room; the room
/// wants to know when the user's status changes while they are here.
struct watch_user {
  core::user_id user;
  caf::actor room;
  bool again = false;  ///< what the room knows may be wrong: tell it anyway
};
struct unwatch_user {
  core::user_id user;
  caf::actor room;
};

/// Session → room: presence has forgotten who looks at this user.
struct presence_forgot {
  core::user_id user;
  std::uint64_t life = 0;  ///< as in `announce_again`
};

/// Presence → room: what the user is and is shown as.
struct user_status {
  core::user_id user;
  bool here = false;       ///< connected, whatever is shown
  presence_changed shown;  ///< to those who may see it
  user_set_ptr hidden_from{};
  std::uint64_t once = 0;  ///< as of `room_event`
  std::uint64_t life = 0;  ///< as in `announce_again`
};

// -- sockets that look --------------------------------------------------------

/// News for some sockets of an edge.
struct sighting {
  room_event_ptr what;
  std::vector<connection_id> to;
};
/// Presence → edge: what one tick brought.
struct tell_lookers {
  std::shared_ptr<const std::vector<sighting>> news;
};

// -- requests -----------------------------------------------------------------

struct device_report {
  core::device_id device;
  bool away = false;
  core::timestamp until{};  ///< end of its lease unless an edge renews it
};
/// A user as one of those who look sees it. The rest is for those who may have
/// it explained.
struct presence_report {
  presence_changed shown;
  core::presence_choice choice{};
  core::presence_audience audience = core::presence_audience::everyone;
  std::vector<device_report> devices{};
  std::size_t rooms = 0;    ///< that are told
  std::size_t lookers = 0;  ///< sockets that are told
};
/// → presence_report, or not_found.
struct find_presence {
  identity_ptr by;
  core::user_id user;
};

/// → std::vector<presence_changed>: what `by` sees of each, in their order. Who
/// does not exist, or cannot be looked up now, looks offline.
struct find_people {
  identity_ptr by;
  std::vector<core::user_id> users;
};

/// The store says something else about who may see the user: a setting, or a
/// block. Not answered.
struct privacy_changed {
  core::user_id user;
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::presence_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::presence_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::looker_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::device_online)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::device_offline)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::devices_alive)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::announce_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::watch_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::unwatch_user)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::presence_forgot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::user_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::tell_lookers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::find_presence)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::find_people)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::privacy_changed)

#pragma once

// How actors find each other: by key, through the registry.

#include <array>
#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/message.hpp>
#include <memory>
#include <vector>

#include "actors/messages/client_events.hpp"
#include "actors/messages/edge_orders.hpp"
#include "core/admission.hpp"
#include "core/ids.hpp"

namespace parley::actors {

/// Kinds of actors that exist at most once per id.
enum class child_kind : std::uint8_t { room, session, service, call };
inline constexpr std::size_t child_kind_count = 4;

/// The single actors that have no id of their own.
enum class service : std::uint8_t {
  accounts = 1,
  directory,
  presence,
  peer_hub,
  switchboard,
};

struct child_key {
  child_kind kind = child_kind::room;
  core::uuid id{};

  static child_key of(core::room_id id) { return {child_kind::room, id.value}; }
  static child_key of(core::device_id id) {
    return {child_kind::session, id.value};
  }
  static child_key of(core::call_id id) { return {child_kind::call, id.value}; }
  static child_key of(service which) {
    core::uuid id{};
    id[0] = static_cast<std::uint8_t>(which);
    return {child_kind::service, id};
  }
  auto operator<=>(const child_key&) const = default;
};

/// Passes a message on to the actor of that key, which is started if it does
/// not live. Answers come from that actor; `core::result<…>` cannot be made
/// up here, so a refusal is a `caf::error` (`refused`).
struct forward_to {
  child_key to;
  caf::message content;
};

/// The same for what only matters to an actor that lives: none is started, and
/// nobody is answered.
struct tell_if_live {
  child_key to;
  caf::message content;
};

/// An actor that has become idle wants to end. `handled` is how many messages
/// it got through the registry: if one is still on its way, the answer is no.
struct retire {
  child_key who;
  std::uint64_t handled = 0;
};
struct may_retire {
  bool granted = false;
};

/// Session → registry → room, a request: from now on the session talks to the
/// room directly. Answered by the room with `room_opened`.
struct open_room {
  core::room_id room;
  identity_ptr who;
  caf::actor session;
  std::uint64_t opening = 0;  ///< which of the session's openings this is
};
struct room_opened {
  core::room_id room;
  caf::actor handle;  ///< none: `why` says why not
  std::shared_ptr<core::admission> door;
  core::failure why;
};
/// Session → room: no more from me until I open you again.
struct close_room {
  caf::actor session;
};

/// Room → session: the room is no more, or its user is not in it.
struct room_ended {
  core::room_id room;
  std::uint64_t opening = 0;  ///< as in `open_room`
};

/// Edge → registry → session: a socket with a good token; the session answers
/// the edge with `session_attached`.
struct attach_connection {
  connection_id connection;
  caf::actor edge;
  identity_ptr who;
  bool only_listens = false;  ///< to rooms: cannot take part in a call
};
struct detach_connection {
  connection_id connection;
};
/// The device was logged out: its session closes its sockets.
struct revoke_session {
  core::device_id device;
  close_reason why = close_reason::session_revoked;
};

/// → core::result<actor_census>
struct count_actors {};
struct actor_census {
  std::array<std::size_t, child_kind_count> live{};  ///< by `child_kind`
  std::vector<service> services;                     ///< that live
  std::size_t quarantined = 0;  ///< keys that are refused: crash after crash
};

/// Registry: end all children in order (sessions, rooms, services) and answer
/// `stopped` with those that did not end in time.
struct stop_children {
  std::int64_t grace_ms = 5000;
};
/// Registry → child: finish what was begun, take nothing new, end.
struct stop_child {};
struct stopped {
  std::size_t remaining = 0;
};

}  // namespace parley::actors

template <>
struct std::hash<parley::actors::child_key> {
  std::size_t operator()(const parley::actors::child_key& key) const {
    std::size_t h;
    std::memcpy(&h, key.id.data() + 8, sizeof h);
    return h ^ (static_cast<std::size_t>(key.kind) << 60) ^ key.id[0];
  }
};

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::forward_to)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::tell_if_live)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::retire)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::may_retire)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::open_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::room_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::close_room)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::room_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::attach_connection)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::detach_connection)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::revoke_session)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::count_actors)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::stop_children)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::stop_child)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::stopped)

#pragma once

// What is asked of calls by devices, and what calls are told by others.
//
//   socket    edge      session    registry   switchboard     call
//     │ frame  │           │           │           │            │
//     ├───────►│call_event │           │           │            │
//     │        ├──────────►│ call_command (request)│            │
//     │        │           ├──────────►├──────────►│ delegated  │
//     │        │           │           │◄──────────┤            │
//     │        │           │           ├───────────────────────►│
//     │        │  reply    │◄──────────┼───────────┼────────────┤
//     │◄───────┤◄──────────┤ tell_devices, to all who take part  │
//     │◄───────┤◄──────────┼───────────┼───────────┼────────────┤

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/messages/client_events.hpp"
#include "actors/messages/room_events.hpp"
#include "core/calls/call_machine.hpp"

namespace parley::actors {

/// Either somebody or a room is called.
struct invite_to_call {
  core::user_id to;
  core::room_id room;
  core::call_media media = core::call_media::video;
};
struct accept_call {
  /// Set by the switchboard alone: who answers is in the group's room now, and
  /// may not have been when it was called.
  std::optional<core::user_card> newcomer{};
};
struct reject_call {};
struct cancel_call {};
struct end_call {};
struct send_signal {
  core::user_id to;     ///< none: the other one of two
  std::string content;  ///< JSON text
};
struct show_media {
  core::shown_media shown;
};

using call_action =
    std::variant<send_signal, invite_to_call, accept_call, reject_call,
                 cancel_call, end_call, show_media>;

/// Edge → session: one event of one socket.
struct call_event {
  origin from;
  core::call_id call;  ///< none: an invite
  call_action action;
};

/// → call_ptr, the call as it is then.
struct call_command {
  core::call_id call;  ///< none: an invite
  identity_ptr by;
  call_action action;
  connection_id socket{};  ///< on which it came, if it did so
  caf::actor session{};    ///< of that socket
};

/// Switchboard → call: begin. → call_ptr, once it is kept and rings.
struct start_call {
  core::call plan;
  call_command by;
  caf::actor switchboard;
};

/// Edge → switchboard: a socket was greeted and hears what concerns its user.
struct socket_ready {
  identity_ptr who;
  connection_id socket;
  caf::actor session;
};
/// Switchboard → call: one of the users who were called has such a socket.
struct show_call {
  socket_ready to;
};

/// Call → session: tell me when this socket goes; none: find one.
struct watch_socket {
  connection_id socket;
  caf::actor call;
};
/// Session → call: the socket is there; none was asked for.
struct socket_found {
  core::user_id user;
  core::device_id device;
  connection_id socket;
  caf::actor session;
};
struct socket_gone {
  core::user_id user;
  core::device_id device;
  connection_id socket;
};

/// Room → switchboard → call: no longer a member. A call that goes on there is
/// over for this user.
struct caller_removed {
  core::room_id room;
  core::user_id who;  ///< none: nobody is a member, the room is no more
};

/// Call → switchboard: it has begun.
struct call_opened {
  core::call_id call;
};
/// Call → switchboard: the user may be called by others, unless an answer to
/// this call is on its way: `answers` is how many of them it has handled.
struct call_freed {
  core::call_id call;
  core::user_id user;
  std::uint64_t answers = 0;
};
/// Call → switchboard: the user has a part in it, whatever was told before.
struct call_joined {
  core::call_id call;
  core::user_id user;
};
/// Call → switchboard: for this user the call is over; who comes back is told.
struct call_left {
  core::call_id call;
  core::user_id user;
  room_event_ptr last;
};
/// Call → switchboard: the call is over.
struct call_over {
  core::call_id call;
};

/// The switchboard should be there: it ends what an earlier life left.
struct open_switchboard {};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::start_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::socket_ready)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::show_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::watch_socket)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::socket_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::socket_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::caller_removed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_freed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_joined)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_left)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::call_over)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::open_switchboard)

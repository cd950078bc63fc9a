#pragma once

// What rooms and sessions tell an edge about the sockets it owns. All that one
// room tells one edge arrives in the order it was sent.

#include <caf/actor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/messages/connection.hpp"
#include "actors/messages/room_events.hpp"
#include "actors/room/unread_counts.hpp"
#include "core/admission.hpp"
#include "core/model.hpp"
#include "core/result.hpp"
#include "storage/operations.hpp"

namespace parley::actors {

/// How a join was answered: the missed entries, a fresh view because there
/// were too many, or a fresh view because `since` is not of this log.
enum class recovery : std::uint8_t { replayed, snapshot, gone };

/// The first members of a room; shared by all joins until they change.
struct member_list {
  std::vector<core::room_member> first;
  std::size_t total = 0;
  encoding_slots encoded;
};

struct join_result {
  core::seq_t seq = 0;  ///< head H: what comes next has a higher seq
  std::string epoch;
  recovery recovered = recovery::snapshot;
  std::vector<room_event_ptr> entries;  ///< ascending; replayed: all missed
  std::shared_ptr<const member_list> members;
  std::vector<core::user_id> typing;
  std::size_t several_typing = 0;         ///< who are too many to be named
  std::vector<presence_changed> present;  ///< members who are seen to be there
  /// For who returns: who is there, who went, who types, as if told just now.
  std::vector<room_event_ptr> news;
};

struct message_stored {
  core::message_id id;
  core::seq_t seq = 0;
  core::timestamp created_at{};
  bool duplicate = false;
};

struct accepted {};  ///< done, nothing to add

/// A change is durable; 0: there was nothing to change.
struct entry_stored {
  core::seq_t seq = 0;
};

using reply_body =
    std::variant<accepted, message_stored, entry_stored, storage::unread_state,
                 std::shared_ptr<const join_result>, call_ptr, core::failure>;

/// Answer to one event of one socket.
struct reply {
  origin to;
  reply_body body;
};

/// The socket sees the room from here on; what comes is held until `release`.
struct subscribe {
  core::room_id room;
  connection_id connection;
  caf::actor from;  ///< the room
};

/// Answers the join, then lets the held events above its seq and all later ones
/// through. Without a `subscribe` before it, it subscribes as well.
struct release {
  core::room_id room;
  reply answer;
  caf::actor from;  ///< the room
  /// After a `subscribe`: if the socket has left the room or was expelled
  /// since, it stays outside.
  bool held = false;
};

struct unsubscribe {
  core::room_id room;
  connection_id connection;
};

/// Edge → room: after `seen` subscriptions of this edge none is left, so the
/// room need not send it anything until it subscribes again.
struct edge_idle {
  std::uint16_t edge = 0;
  std::uint64_t seen = 0;
};

/// Takes the room away from all sockets of a user; the edge answers with
/// `expelled` when nothing further can reach them.
struct expel {
  core::room_id room;
  core::user_id user;
  std::uint64_t ticket = 0;
};
struct expelled {
  std::uint64_t ticket = 0;
};

/// Takes the room away from all its sockets; answered by `expelled`.
struct expel_all {
  core::room_id room;
  std::uint64_t ticket = 0;
};

/// Tells all sockets of these users something, apart from those that hear the
/// room `except`, which know it by that.
struct tell_users {
  std::shared_ptr<const std::vector<core::user_id>> users;
  room_event_ptr what;
  core::room_id except{};
  bool is_alert = false;  ///< not for those who are quiet
  core::user_id from{};   ///< of an alert: not for those who block this user
};

/// Tells sockets of one user something.
struct tell_devices {
  core::user_id user;
  room_event_ptr what;
  core::device_id only{};    ///< none: of all devices
  core::device_id except{};  ///< none: no device is left out
  connection_id socket{};    ///< none: all of them
};

/// Tells members of a room what they have not read of it: those sockets that
/// do not hear it.
struct tell_counts {
  core::room_id room;
  core::seq_t head = 0;
  room_event_ptr last;  ///< its newest message, if there is one
  std::shared_ptr<const std::vector<unread_counts::own>> counts;
};

/// Edge → room: more was held than allowed; answer this join afresh.
struct hold_overflowed {
  core::room_id room;
  origin from;
  core::user_id user{};
};

/// The room's actor died: the socket no longer sees the room and should join
/// again with the seq it has.
struct room_lost {
  connection_id connection;
  core::room_id room;
};

/// The socket's session is there: let its events flow.
struct session_attached {
  connection_id connection;
  caf::actor session;
  /// Who sends the session a `client_event` enters first.
  std::shared_ptr<core::admission> door;
};

/// Why a server closes a socket. `docs/protocol.md` lists them with advice.
enum class close_reason : std::uint8_t {
  normal,
  protocol_error,
  invalid_data,
  too_big,
  internal_error,
  unauthorized,
  auth_timeout,
  token_expired,
  session_revoked,
  slow_consumer,
  ping_timeout,
  draining,
  too_many,
  replaced,  ///< another socket of the same client is in its place
};

struct close_connection {
  connection_id connection;
  close_reason why = close_reason::normal;
};

/// Tell every socket that the server stops, spread over `spread_ms`, close
/// them, and answer `drained`.
struct drain_edge {
  std::int64_t spread_ms = 0;
};
struct drained {};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::reply)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::subscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::release)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::unsubscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::edge_idle)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::expel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::expelled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::expel_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::tell_users)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::tell_devices)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::tell_counts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::hold_overflowed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::room_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::session_attached)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::close_connection)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::drain_edge)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::drained)

#pragma once

// What edges tell each other about clients that come back.

#include <caf/all.hpp>
#include <memory>
#include <string>

#include "actors/messages/connection.hpp"
#include "net/edge/recovery_book.hpp"

namespace parley::net {

/// To the edge a pid was born on, which passes it on to the one where the
/// client was last: the client has a new connection. Answered by `reclaimed`.
struct reclaim {
  std::string pid;
  std::string offset;  ///< last one the client saw, or empty
  core::device_id device;
  actors::connection_id asker;
};

/// To the edge of the new connection. Null: there is nothing to recover.
struct reclaimed {
  reclaim order;
  std::shared_ptr<recovered_client> client;
};

/// To the edge a pid was born on: it ended on `edge`.
struct pid_ended {
  std::string pid;
  std::uint16_t edge = 0;
};

/// To an edge itself: all rooms that a connection asked by itself have
/// answered.
struct rooms_answered {
  actors::connection_id connection;
};

}  // namespace parley::net

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::reclaim)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::reclaimed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::pid_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::rooms_answered)

#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "core/rate_limiter.hpp"

namespace parley::net::peerjs {

/// What a PeerJS server offers; the defaults are the original's.
struct settings {
  std::string key = "peerjs";
  bool allow_discovery = false;
  /// Without a HEARTBEAT a client is gone after this time.
  std::chrono::milliseconds alive_timeout{90'000};
  /// Of WebSocket pings, which find those whose connection is dead.
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  /// A client whom the peer hub does not answer is closed after this time.
  std::chrono::milliseconds arrival_timeout{10'000};
  /// A socket that another one has taken over from hears nothing any more, and
  /// is closed after this time: two that both come back at once would else
  /// drive each other out as fast as they can.
  std::chrono::milliseconds replaced_timeout{5'000};
  std::size_t max_sockets = 100'000;  ///< of one reactor
  /// Messages of one socket; over it, it is read no faster.
  core::rate_policy rate;
};

}  // namespace parley::net::peerjs

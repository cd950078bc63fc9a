#pragma once

#include <chrono>
#include <cstddef>

namespace parley::net::engineio {

/// What an Engine.IO server offers; the defaults are the original's.
struct settings {
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  /// From the second transport's first frame to its `upgrade`.
  std::chrono::milliseconds upgrade_timeout{10'000};
  std::size_t max_payload = 1'000'000;  ///< bytes of a POST or a message
  std::size_t outbox_budget = 1 << 20;  ///< bytes waiting for a poll
  std::size_t max_sessions = 100'000;   ///< of one engine
  bool polling = true;
  bool websocket = true;
  bool allow_upgrades = true;
};

}  // namespace parley::net::engineio

#pragma once

#include <cstdint>
#include <string>

#include "bench/tester/dialects/dialect.hpp"

namespace parley::bench {

struct polling_session;

/// One TCP connection of the tester.
struct stream {
  int fd = -1;
  bool connected = false;
  bool queued = false;       ///< stands in a list of things to flush
  bool wants_space = false;  ///< the kernel's buffer was full
  std::string out;           ///< bytes that were not written yet
  std::string partial;       ///< an incomplete frame, or answer
};

/// One client and what is known about it. Over WebSocket it is its socket;
/// one that polls has two others, and `out` holds the packets of its next
/// POST.
struct connection : stream {
  bool upgraded = false;   ///< the answer to the upgrade has come
  bool ready = false;      ///< set up: joined, or open when `--bare`
  std::uint32_t room = 0;  ///< index among the rooms of its thread
  std::int64_t started_ns = 0;
  polling_session* polling = nullptr;  ///< of the `polling_pool`
  seat who;
};

}  // namespace parley::bench

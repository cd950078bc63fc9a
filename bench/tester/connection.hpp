#pragma once

#include <cstdint>
#include <string>

#include "bench/tester/dialects/dialect.hpp"

namespace parley::bench {

enum class link : std::uint8_t { idle, connecting, upgrading, open, closed };

/// One socket of the tester and what is known about it.
struct connection {
  int fd = -1;
  link state = link::idle;
  bool ready = false;        ///< set up: joined, or open when `--bare`
  bool queued = false;       ///< stands in the pool's list of things to flush
  bool wants_space = false;  ///< the kernel's buffer was full
  std::uint32_t room = 0;    ///< index among the rooms of its thread
  std::int64_t started_ns = 0;
  seat who;
  std::string out;      ///< bytes that were not written yet
  std::string partial;  ///< an incomplete frame, or upgrade answer
};

}  // namespace parley::bench

#pragma once

#include <cstdint>
#include <ctime>

namespace parley::bench {

/// Nanoseconds of the monotonic clock.
inline std::int64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

/// Seconds as nanoseconds.
inline std::int64_t seconds_to_ns(double seconds) {
  return static_cast<std::int64_t>(seconds * 1e9);
}

}  // namespace parley::bench

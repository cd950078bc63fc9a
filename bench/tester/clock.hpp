#pragma once

#include <cstdint>
#include <ctime>

namespace parley::bench {

/// Between two looks at the clock of a driver that waits.
inline constexpr std::int64_t glance_ns = 50'000'000;

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

/// The time of the monotonic clock in some seconds.
inline std::int64_t from_now(double seconds) {
  return now_ns() + seconds_to_ns(seconds);
}

/// Seconds of the processor that this process has used, all threads together.
inline double own_cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

}  // namespace parley::bench

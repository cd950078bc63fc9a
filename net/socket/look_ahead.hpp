#pragma once

#include <cstddef>

namespace parley::net {

/// The sockets of a big room lie all over the heap: asking for their memory
/// this many steps ahead hides most of the cache misses of a fan-out.
inline constexpr std::size_t look_ahead = 6;

inline void prefetch(const void* object) {
  const auto* at = static_cast<const char*>(object);
  __builtin_prefetch(at, 1);
  __builtin_prefetch(at + 64, 1);
}

}  // namespace parley::net

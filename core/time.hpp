#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::core {

/// A point in wall-clock time, UTC, in milliseconds: what is stored and shown.
using timestamp = std::chrono::time_point<std::chrono::system_clock,
                                          std::chrono::milliseconds>;

/// The current wall-clock time.
timestamp now();

/// Milliseconds since 1970, the stored form.
inline std::int64_t to_ms(timestamp t) { return t.time_since_epoch().count(); }
inline timestamp from_ms(std::int64_t ms) {
  return timestamp{std::chrono::milliseconds{ms}};
}

/// Appends ISO 8601 UTC with milliseconds: 2026-01-31T23:59:59.123Z.
void append_iso8601(std::string& out, timestamp t);
std::string to_iso8601(timestamp t);

}  // namespace parley::core

#pragma once

#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace parley::core {

/// Reads what `to_iso8601` writes, and JavaScript's `toISOString`:
/// 2026-01-31T23:59:59Z, with or without milliseconds; years 1970 to 9999.
std::optional<timestamp> read_iso8601(std::string_view text);

}  // namespace parley::core

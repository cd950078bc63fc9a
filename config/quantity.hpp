#pragma once

// Numbers as people write them: 64KB, 15m, on.

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley::config {

/// A whole number, nothing else around it; nothing when it is not one or does
/// not fit.
std::optional<std::int64_t> parse_count(std::string_view text);

/// Bytes: plain, or with B, K, KB, KiB, M, MB, MiB, G, GB, GiB in either case,
/// all of them powers of 1024 (as Express reads its limits).
std::optional<std::int64_t> parse_bytes(std::string_view text);

/// Milliseconds: with ms, s, m, min, h or d; a plain number counts
/// `plain_unit_ms` each.
std::optional<std::int64_t> parse_duration_ms(std::string_view text,
                                              std::int64_t plain_unit_ms);

/// true/false, yes/no, on/off, 1/0 in either case.
std::optional<bool> parse_switch(std::string_view text);

}  // namespace parley::config

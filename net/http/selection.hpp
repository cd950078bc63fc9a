#pragma once

// Which part of a stored thing a GET asks for, if it needs any (RFC 9110, 13
// and 14).

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "net/http/request.hpp"

namespace parley::net::http {

/// How a stored thing can be recognised.
struct validators {
  std::string tag;  ///< strong, with its quotes
  std::time_t modified = 0;
};

struct byte_range {
  std::uint64_t first = 0;
  std::uint64_t size = 0;

  bool operator==(const byte_range&) const = default;
};

struct selection {
  enum class kind : unsigned char { whole, part, unchanged, out_of_range };

  kind what = kind::whole;
  byte_range range;  ///< of `part`, and of `whole` all of it
};

/// Decides by If-None-Match, If-Modified-Since, Range and If-Range. Several
/// ranges at once, and those that make no sense, are answered by the whole.
selection select(const request& from, const validators& now,
                 std::uint64_t size);

/// A date as `http_date` writes it; nothing for all else.
std::optional<std::time_t> parse_http_date(std::string_view text);

}  // namespace parley::net::http

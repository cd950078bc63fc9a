#pragma once

#include <string_view>

#include "net/http/header_map.hpp"

namespace parley::net::http {

/// The token of an `Authorization: Bearer` header, empty if it is none.
inline std::string_view bearer_token(std::string_view header) {
  constexpr std::string_view scheme = "bearer ";
  bool fits = header.size() > scheme.size() &&
              iequals(header.substr(0, scheme.size()), scheme);
  return fits ? header.substr(scheme.size()) : std::string_view{};
}

}  // namespace parley::net::http

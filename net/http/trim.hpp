#pragma once

#include <string_view>

namespace parley::net::http {

/// Without the blanks and tabs around it: optional white space (RFC 9110
/// §5.6.3).
inline std::string_view trim(std::string_view text) {
  auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace parley::net::http

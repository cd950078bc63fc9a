#include "net/http/media_type.hpp"

#include <algorithm>
#include <string>

#include "net/http/header_map.hpp"

namespace parley::net::http {

namespace {

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return out;
}

bool says_utf8(std::string_view parameters) {
  auto at = parameters.find("charset=");
  if (at == std::string_view::npos) return true;
  auto charset = parameters.substr(at + 8);
  if (charset.starts_with('"')) charset.remove_prefix(1);
  charset = charset.substr(0, charset.find_first_of("\"; \t"));
  return charset == "utf-8" || charset == "utf8" || charset == "us-ascii";
}

}  // namespace

media_type media_type_of(std::string_view content_type) {
  auto text = lower(content_type);
  std::string_view type{text};
  auto end = std::min(type.find_first_of("; \t"), type.size());
  auto parameters = type.substr(end);
  type = type.substr(0, end);
  if (!says_utf8(parameters)) return media_type::other;
  if (type == "application/json") return media_type::json;
  if (type.starts_with("application/") && type.ends_with("+json"))
    return media_type::json;
  if (type == "application/x-www-form-urlencoded") return media_type::form;
  return media_type::other;
}

}  // namespace parley::net::http

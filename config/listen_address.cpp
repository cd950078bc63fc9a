#include "config/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace parley::config {

namespace {

bool is_numeric(int family, const std::string& host) {
  in6_addr address{};
  return ::inet_pton(family, host.c_str(), &address) == 1;
}

}  // namespace

std::optional<listen_address> read_listen_address(std::string_view text) {
  auto colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  listen_address found;
  const char* end = text.data() + text.size();
  auto parsed = std::from_chars(text.data() + colon + 1, end, found.port);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  auto host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  found.host = bracketed             ? host.substr(1, host.size() - 2)
               : host == "localhost" ? "127.0.0.1"
                                     : host;
  if (!is_numeric(bracketed ? AF_INET6 : AF_INET, found.host))
    return std::nullopt;
  return found;
}

std::vector<std::string> listeners_of(const settings& from) {
  if (!from.listen.empty()) return from.listen;
  const bool bare =
      from.host.find(':') != std::string::npos && !from.host.starts_with('[');
  return {(bare ? "[" + from.host + "]" : from.host) + ":" +
          std::to_string(from.port)};
}

}  // namespace parley::config

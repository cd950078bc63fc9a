#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"

namespace parley::config {

/// Where a listener is.
struct listen_address {
  std::string host;  ///< a numeric address, IPv6 without brackets
  std::uint16_t port = 0;
};

/// "host:port"; the host is an IPv4 address, an IPv6 address in brackets, or
/// localhost.
std::optional<listen_address> read_listen_address(std::string_view text);

/// LISTEN or, if it is not set, HOST and PORT; for `read_listen_address`.
std::vector<std::string> listeners_of(const settings& from);

}  // namespace parley::config

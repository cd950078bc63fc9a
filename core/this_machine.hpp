#pragma once

#include <string_view>

namespace parley::core {

/// Whether a URL names who asks: `scheme://user:password@host/…` (RFC 3986
/// §3.2.1).
bool has_user_info(std::string_view url);

/// Whether a URL leads to `localhost` or a loopback address.
bool is_on_this_machine(std::string_view url);

}  // namespace parley::core

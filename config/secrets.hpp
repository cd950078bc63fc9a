#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "core/result.hpp"

namespace parley::config {

/// The keys of a server, each for one purpose.
struct keyring {
  /// Signs access tokens: JWT_SECRET as it is, so that other services that
  /// know it can verify them.
  std::string access_tokens;
  /// Makes and checks refresh tokens: 32 raw bytes, of no use elsewhere.
  std::string refresh_tokens;
  std::string upload_links;           ///< signs links to uploads: 32 raw bytes
  std::vector<std::string> warnings;  ///< for the log, one sentence each
};

/// The keys from JWT_SECRET. A weak secret is a failure in production and a
/// warning in development. A missing one is a failure in production, too; in
/// development it is made from the kernel's random source at the first start
/// and kept in `<data>/secrets`, readable by the owner only. Several first
/// starts at once agree on one secret.
core::result<keyring> open_keyring(const settings& from);

/// Why `secret` must not protect real users, as the end of a sentence ("is
/// shorter than 32 bytes"); empty when nothing speaks against it.
std::string_view weakness_of(std::string_view secret);

/// 32 bytes by HKDF-SHA256 (RFC 5869): keys with different labels tell nothing
/// about each other or about the secret.
std::string derive_key(std::string_view secret, std::string_view label);

}  // namespace parley::config

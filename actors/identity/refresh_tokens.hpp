#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace parley::actors {

/// A refresh token as the client holds it, taken apart.
struct refresh_token {
  core::device_id device;
  std::uint32_t generation = 0;
  std::string proof;  ///< 32 raw bytes
};

/// Refresh tokens: number n of a family is HMAC-SHA256 of the family's id, its
/// nonce and n under a server key. It can be computed again (for a second tab
/// within the grace) and only its hash is stored.
class refresh_tokens {
 public:
  explicit refresh_tokens(std::string key) : key_(std::move(key)) {}

  std::string make(core::device_id device, std::string_view nonce,
                   std::uint32_t generation) const;

  /// Nothing for text that is not of the form.
  static std::optional<refresh_token> parse(std::string_view text);

  /// Whether this server made the token for that family.
  bool genuine(const refresh_token& token, std::string_view nonce) const;

  /// SHA-256 of the token's text, raw: what is stored.
  static std::string hash(std::string_view text);

 private:
  std::string proof(core::device_id device, std::string_view nonce,
                    std::uint32_t generation) const;

  std::string key_;
};

/// `count` bytes from the system's generator; throws if it fails.
std::string random_bytes(std::size_t count);

}  // namespace parley::actors

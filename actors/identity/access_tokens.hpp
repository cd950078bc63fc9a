#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "actors/identity/token_key.hpp"
#include "actors/messages/client_events.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

namespace parley::actors {

/// What a good access token says.
struct access_claims {
  identity who;
  core::timestamp issued_at{};
  core::timestamp expires_at{};
};

/// Issues and verifies access tokens: JSON Web Tokens (RFC 7519) signed with
/// HS256 and one secret, or with a private key. The algorithm is the server's
/// choice, never the token's (RFC 8725 §3.1): each key has one, and `kid` only
/// says which of them it was. `exp`, `iat`, `sub`, `sid`, `iss`, `aud` and
/// `typ` are required. Thread safe.
class access_tokens {
 public:
  static constexpr std::string_view issuer = "parley";
  static constexpr std::string_view audience = "parley";

  explicit access_tokens(std::string_view secret);
  /// Signs with `own`, which has its private half, and accepts what `own` or
  /// one of `others` has signed; nothing by HS256.
  access_tokens(token_key own, std::vector<token_key> others);
  ~access_tokens();

  /// Also accepts what these have signed, in the place of those of the former
  /// call. Only with a private key: there is no other kind in a server that
  /// knows public keys.
  void accept(std::vector<token_key> fetched);

  std::string issue(const identity& who, core::timestamp now,
                    std::chrono::seconds ttl) const;

  /// unauthorized for anything that is not our token, token_expired after
  /// `exp`.
  core::result<access_claims> verify(std::string_view token,
                                     core::timestamp now) const;

  /// The public keys as a JWK set, for whoever else verifies these tokens.
  std::string jwks() const;

 private:
  struct keyed_mac;
  std::string sign(std::string_view text) const;
  bool is_signed(std::string_view header, std::string_view text,
                 std::string_view signature) const;
  std::optional<token_key> key_of(std::string_view header) const;

  std::string header_;  ///< of tokens made here, encoded
  std::unique_ptr<keyed_mac> mac_;
  std::vector<token_key> keys_;  ///< the first one signs; none: `mac_` does
  std::atomic<std::shared_ptr<const std::vector<token_key>>> fetched_;
};

}  // namespace parley::actors

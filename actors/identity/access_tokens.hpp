#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

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
/// HS256 and one secret. The algorithm is the server's choice, never the
/// token's (RFC 8725 §3.1); `exp`, `iat`, `sub`, `sid`, `iss`, `aud` and `typ`
/// are required. Thread safe.
class access_tokens {
 public:
  static constexpr std::string_view issuer = "parley";
  static constexpr std::string_view audience = "parley";

  explicit access_tokens(std::string_view secret);
  ~access_tokens();

  std::string issue(const identity& who, core::timestamp now,
                    std::chrono::seconds ttl) const;

  /// unauthorized for anything that is not our token, token_expired after
  /// `exp`.
  core::result<access_claims> verify(std::string_view token,
                                     core::timestamp now) const;

 private:
  struct keyed_mac;
  std::string sign(std::string_view text) const;

  std::unique_ptr<keyed_mac> mac_;
};

}  // namespace parley::actors

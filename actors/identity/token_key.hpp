#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace parley::actors {

/// A key for signatures of tokens, bound to the one algorithm that its kind
/// has here: RSA of 2,048 to 8,192 bits to RS256, P-256 to ES256. A value to
/// copy; thread safe.
class token_key {
 public:
  /// With the private half, from a PEM file's text without a passphrase.
  static core::result<token_key> from_private_pem(const std::string& text);

  /// The public keys of a JWK set (RFC 7517) that are for signatures of our
  /// kinds. Fails when there is none, two have the same `kid`, or a private
  /// key is among them.
  static core::result<std::vector<token_key>> from_jwks(
      const std::string& text);

  std::string_view algorithm() const;  ///< "RS256" or "ES256"
  /// What a token's header calls it: the set's name for it, or else its
  /// thumbprint (RFC 7638).
  const std::string& kid() const { return kid_; }

  /// Needs the private half. Raw, as RFC 7518 wants it.
  std::string sign(std::string_view text) const;
  bool verify(std::string_view text, std::string_view signature) const;

  /// The public half as a JWK.
  std::string as_jwk() const;

 private:
  explicit token_key(EVP_PKEY* owned);

  core::result<void> check() const;
  bool is_rsa() const;
  std::string thumbprint() const;

  std::shared_ptr<EVP_PKEY> key_;
  std::string kid_;
};

}  // namespace parley::actors

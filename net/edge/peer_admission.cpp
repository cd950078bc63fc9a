#include "net/edge/peer_admission.hpp"

#include <openssl/evp.h>

#include <optional>

#include "core/time.hpp"

namespace parley::net {

namespace {

using peerjs::credential;

// Kept in the token's place: of one length, and of no use to whoever sees it.
std::string digest_of(std::string_view token) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(token.data(), token.size(), digest, &size, EVP_sha256(), nullptr);
  return {reinterpret_cast<const char*>(digest), size};
}

core::failure not_admitted(std::string why) {
  return {core::errc::unauthorized, std::move(why)};
}

class user_admission {
 public:
  explicit user_admission(const edge_context& context) : context_(context) {}

  core::result<credential> operator()(std::string_view id,
                                      std::string_view token) const {
    auto claims = context_.tokens->verify(token, core::now());
    if (!claims || context_.revoked->contains(claims->who.device))
      return not_admitted("Invalid token provided");
    auto user = claims->who.user.str();
    if (!id.starts_with(user))
      return not_admitted("The id must begin with the user's");
    // A token is renewed; the device that has it stays the same.
    return credential{claims->who.device.str(), std::move(user),
                      lease_of(*claims)};
  }

 private:
  peerjs::lease lease_of(const actors::access_claims& claims) const {
    using actors::close_reason;
    return [revoked = context_.revoked, device = claims.who.device,
            until = claims.expires_at]() -> std::optional<close_reason> {
      if (revoked->contains(device)) return close_reason::session_revoked;
      if (core::now() >= until) return close_reason::token_expired;
      return std::nullopt;
    };
  }

  const edge_context& context_;
};

}  // namespace

peerjs::admit_function peer_admission(const edge_context& context) {
  if (context.settings->peerjs_for == config::peerjs_admission::users)
    return user_admission{context};
  return [](std::string_view, std::string_view token) {
    return core::result<credential>{credential{digest_of(token), {}}};
  };
}

}  // namespace parley::net

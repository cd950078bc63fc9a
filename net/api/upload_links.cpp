#include "net/api/upload_links.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>

#include "core/base64.hpp"

namespace parley::net::api {

namespace {

constexpr std::string_view avatar_term = "avatar";

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string upload_links::plain(core::upload_id id) {
  return "/uploads/" + id.str();
}

std::string upload_links::lasting(core::upload_id id) const {
  return plain(id) + "?sig=" + sign(id, avatar_term);
}

std::string upload_links::passing_query(core::upload_id id,
                                        core::timestamp now) const {
  auto step = std::max<std::int64_t>(life_.count() / 4, 1);
  auto end = core::to_ms(now) / 1000 + life_.count() + step;
  auto until = std::to_string(end - end % step);
  return "?exp=" + until + "&sig=" + sign(id, until);
}

core::result<void> upload_links::check(core::upload_id id, bool is_avatar,
                                       const http::query_params& query,
                                       core::timestamp now) const {
  auto until = query.get("exp").value_or(avatar_term);
  bool lives = is_avatar && until == avatar_term;
  if (!lives) {
    std::int64_t end = 0;
    auto [rest, error] =
        std::from_chars(until.data(), until.data() + until.size(), end);
    lives = error == std::errc{} && rest == until.data() + until.size() &&
            core::to_ms(now) / 1000 < end;
  }
  if (lives && same(query.get("sig").value_or(""), sign(id, until))) return {};
  return core::failure{core::errc::forbidden,
                       "This link is not valid, or no longer"};
}

std::string upload_links::sign(core::upload_id id,
                               std::string_view until) const {
  auto what = id.str().append("|").append(until);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(what.data()), what.size(), mac,
       &size);
  return core::to_base64url({reinterpret_cast<const char*>(mac), size});
}

}  // namespace parley::net::api

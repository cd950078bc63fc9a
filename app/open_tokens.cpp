#include "app/open_tokens.hpp"

#include <fstream>
#include <iterator>

#include "actors/identity/key_refresher.hpp"
#include "config/logging.hpp"

namespace parley::app {

namespace {

core::result<std::string> text_of(const char* setting,
                                  const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in)
    return core::failure{
        core::errc::invalid_request,
        std::string{setting} + ": cannot read " + file.string()};
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

core::failure about(const char* setting, const core::failure& why) {
  return {why.code, std::string{setting} + ": " + std::string{why.message()}};
}

// At once, for the first clients; the server goes on to ask for them.
void fetch_into(actors::access_tokens& tokens, const std::string& url) {
  auto keys = actors::fetch_key_set(url);
  if (keys) return tokens.accept(std::move(*keys));
  config::log(config::log_level::warn, "JWT_JWKS_URL brings no keys",
              {{"why", keys.error().message()}});
}

}  // namespace

core::result<std::shared_ptr<actors::access_tokens>> open_tokens(
    const config::settings& from, const config::keyring& keys) {
  using actors::access_tokens;
  using actors::token_key;
  if (from.jwt_key_file.empty())
    return std::make_shared<access_tokens>(keys.access_tokens);
  auto pem = text_of("JWT_KEY_FILE", from.jwt_key_file);
  if (!pem) return pem.error();
  auto own = token_key::from_private_pem(*pem);
  if (!own) return about("JWT_KEY_FILE", own.error());
  std::vector<token_key> others;
  if (!from.jwt_jwks_file.empty()) {
    auto text = text_of("JWT_JWKS_FILE", from.jwt_jwks_file);
    if (!text) return text.error();
    auto set = token_key::from_jwks(*text);
    if (!set) return about("JWT_JWKS_FILE", set.error());
    others = std::move(*set);
  }
  auto made =
      std::make_shared<access_tokens>(std::move(*own), std::move(others));
  if (!from.jwt_jwks_url.empty()) fetch_into(*made, from.jwt_jwks_url);
  return made;
}

}  // namespace parley::app

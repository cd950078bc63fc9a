#include "app/open_tokens.hpp"

#include <fstream>
#include <iterator>

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
  return std::make_shared<access_tokens>(std::move(*own), std::move(others));
}

}  // namespace parley::app

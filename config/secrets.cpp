#include "config/secrets.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "config/secrets_file.hpp"
#include "config/text.hpp"

namespace parley::config {

namespace {

constexpr std::size_t least_bytes = 32;
constexpr std::size_t least_variety = 10;
constexpr std::size_t key_bytes = 32;
constexpr std::string_view advice =
    "set JWT_SECRET to the output of `openssl rand -hex 32`";

// Parts of the examples that people forget to replace. None can occur in hex
// and hardly any in base64 by chance.
constexpr std::string_view template_words[] = {
    "your-",      "your_",        "yoursecret",  "changeme",  "change-me",
    "change_",    "change-this",  "changethis",  "replace",   "placeholder",
    "example",    "secret-key",   "secret_key",  "secretkey", "jwt-secret",
    "jwt_secret", "super-secret", "supersecret", "password",  "default"};

bool has_template_word(std::string_view secret) {
  auto text = lower(secret);
  return std::ranges::any_of(template_words, [&](std::string_view word) {
    return text.find(word) != std::string::npos;
  });
}

std::size_t variety_of(std::string_view secret) {
  std::string letters{secret};
  std::ranges::sort(letters);
  auto end = std::ranges::unique(letters).begin();
  return static_cast<std::size_t>(end - letters.begin());
}

// A short piece again and again: "abcdefghijklabcdefghijkl…".
bool repeats_itself(std::string_view secret) {
  for (std::size_t period = 1; period <= secret.size() / 2; ++period)
    if (secret.substr(period) == secret.substr(0, secret.size() - period))
      return true;
  return false;
}

// Mostly neighbours of the alphabet: "0123456789abcdefghij…".
bool counts_up_or_down(std::string_view secret) {
  std::size_t steps = 0;
  for (std::size_t i = 1; i < secret.size(); ++i) {
    int step = secret[i] - secret[i - 1];
    if (step >= -1 && step <= 1) ++steps;
  }
  return steps > secret.size() / 2;
}

core::failure unusable(std::string why) {
  return {core::errc::invalid_request, std::move(why)};
}

core::result<keyring> ring_of(std::string secret,
                              std::vector<std::string> warnings) {
  auto refresh = derive_key(secret, "refresh tokens");
  auto links = derive_key(secret, "upload links");
  return keyring{std::move(secret), std::move(refresh), std::move(links),
                 std::move(warnings)};
}

}  // namespace

std::string_view weakness_of(std::string_view secret) {
  if (secret.size() < least_bytes) return "is shorter than 32 bytes";
  if (has_template_word(secret)) return "looks like the text of an example";
  if (variety_of(secret) < least_variety || repeats_itself(secret) ||
      counts_up_or_down(secret))
    return "follows a pattern";
  return "";
}

core::result<keyring> open_keyring(const settings& from) {
  if (from.jwt_secret.empty()) {
    if (from.production())
      return unusable("JWT_SECRET is not set, which production needs: " +
                      std::string{advice});
    auto kept = open_secrets_file(from.data);
    if (!kept) return kept.error();
    return ring_of(std::move(kept->jwt_secret), std::move(kept->warnings));
  }
  auto weakness = weakness_of(from.jwt_secret);
  if (weakness.empty()) return ring_of(from.jwt_secret, {});
  auto complaint = "JWT_SECRET " + std::string{weakness} +
                   ", so that tokens could be forged: " + std::string{advice};
  if (from.production()) return unusable(std::move(complaint));
  return ring_of(from.jwt_secret, {std::move(complaint)});
}

std::string derive_key(std::string_view secret, std::string_view label) {
  static constexpr char digest[] = "SHA256";
  static constexpr char salt[] = "parley";
  std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> algorithm{
      EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free};
  std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context{
      EVP_KDF_CTX_new(algorithm.get()), EVP_KDF_CTX_free};
  auto octets = [](const char* name, std::string_view text) {
    return OSSL_PARAM_construct_octet_string(
        name, const_cast<char*>(text.data()), text.size());
  };
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
                                       const_cast<char*>(digest), 0),
      octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_INFO, label),
      octets(OSSL_KDF_PARAM_SALT, {salt, sizeof salt - 1}),
      OSSL_PARAM_construct_end()};
  unsigned char key[key_bytes];
  if (!context ||
      EVP_KDF_derive(context.get(), key, sizeof key, parameters) <= 0)
    throw std::runtime_error("this OpenSSL has no HKDF-SHA256");
  return {key, key + sizeof key};
}

}  // namespace parley::config

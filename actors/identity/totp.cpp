#include "actors/identity/totp.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "actors/identity/refresh_tokens.hpp"

namespace parley::actors {

namespace {

constexpr std::uint64_t step_seconds = 30;
constexpr std::size_t secret_bytes = 20;
constexpr std::size_t digits = 6;
constexpr std::uint32_t modulus = 1'000'000;
constexpr int codes_at_once = 10;
constexpr std::size_t recovery_length = 10;
// Without those that are taken for others.
constexpr std::string_view recovery_letters = "23456789abcdefghjkmnpqrstuvwxyz";

}  // namespace

std::string totp_code(std::string_view secret, std::uint64_t step) {
  std::array<unsigned char, 8> counter;
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<unsigned char>(step >> (8 * (7 - i)));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()),
       counter.data(), counter.size(), mac.data(), &size);
  // RFC 4226 section 5.3: the last four bits say where the number stands.
  const auto at = static_cast<std::size_t>(mac[size - 1] & 0x0F);
  const auto number = (mac[at] & 0x7FU) << 24 | mac[at + 1] * 1U << 16 |
                      mac[at + 2] * 1U << 8 | mac[at + 3] * 1U;
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%06u", number % modulus);
  return text.data();
}

std::uint64_t totp_step(core::timestamp at) {
  const auto since = at.time_since_epoch();
  return static_cast<std::uint64_t>(
             std::chrono::duration_cast<std::chrono::seconds>(since).count()) /
         step_seconds;
}

std::optional<std::uint64_t> match_totp(std::string_view secret,
                                        std::string_view code,
                                        core::timestamp now) {
  std::optional<std::uint64_t> found;
  if (code.size() != digits) return found;
  const auto present = totp_step(now);
  for (auto step : {present - 1, present, present + 1}) {
    const auto wanted = totp_code(secret, step);
    if (CRYPTO_memcmp(wanted.data(), code.data(), digits) == 0) found = step;
  }
  return found;
}

std::string make_totp_secret() { return random_bytes(secret_bytes); }

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t buffer = 0;
  int held = 0;
  for (char c : bytes) {
    buffer = buffer << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 5; held -= 5)
      text += letters[(buffer >> (held - 5)) & 0x1F];
  }
  if (held > 0) text += letters[(buffer << (5 - held)) & 0x1F];
  return text;
}

std::string totp_uri(std::string_view secret, std::string_view account) {
  std::string uri = "otpauth://totp/parley:";
  for (char c : account) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                       (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
                       c == '.';
    if (plain) {
      uri += c;
      continue;
    }
    std::array<char, 4> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "%%%02X",
                  static_cast<unsigned char>(c) * 1U);
    uri += escaped.data();
  }
  return uri + "?secret=" + to_base32(secret) +
         "&issuer=parley&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> make_recovery_codes() {
  std::vector<std::string> codes;
  while (codes.size() < codes_at_once) {
    std::string code;
    while (code.size() < recovery_length) {
      // 248 is the largest multiple of the letters: each is as likely.
      auto byte = static_cast<unsigned char>(random_bytes(1)[0]);
      if (byte < 248) code += recovery_letters[byte % recovery_letters.size()];
    }
    codes.push_back(code.insert(recovery_length / 2, 1, '-'));
  }
  return codes;
}

std::string recovery_hash(std::string_view code) {
  std::string plain;
  for (char c : code) {
    if (c == '-' || c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return refresh_tokens::hash(plain);
}

}  // namespace parley::actors

#include "actors/identity/refresh_tokens.hpp"
#include "core/base64.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <stdexcept>

namespace parley::actors {

namespace {

constexpr std::size_t proof_size = 32;
constexpr std::size_t token_size = 16 + 4 + proof_size;

std::string head_of(core::device_id device, std::uint32_t generation) {
  std::string head(reinterpret_cast<const char*>(device.value.data()), 16);
  for (int shift = 24; shift >= 0; shift -= 8)
    head += static_cast<char>(generation >> shift & 255);
  return head;
}

}  // namespace

std::string refresh_tokens::proof(core::device_id device,
                                  std::string_view nonce,
                                  std::uint32_t generation) const {
  auto text = head_of(device, generation);
  text += nonce;
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac,
       &size);
  return {reinterpret_cast<const char*>(mac), size};
}

std::string refresh_tokens::make(core::device_id device, std::string_view nonce,
                                 std::uint32_t generation) const {
  return core::to_base64url(head_of(device, generation) +
                            proof(device, nonce, generation));
}

std::optional<refresh_token> refresh_tokens::parse(std::string_view text) {
  auto raw = core::from_base64url(text);
  if (!raw || raw->size() != token_size) return std::nullopt;
  refresh_token token;
  std::copy_n(raw->begin(), 16, token.device.value.begin());
  for (std::size_t i = 16; i < 20; ++i)
    token.generation =
        token.generation << 8 | static_cast<unsigned char>((*raw)[i]);
  token.proof = raw->substr(20);
  return token;
}

bool refresh_tokens::genuine(const refresh_token& token,
                             std::string_view nonce) const {
  auto expected = proof(token.device, nonce, token.generation);
  return token.proof.size() == expected.size() &&
         CRYPTO_memcmp(token.proof.data(), expected.data(), expected.size()) ==
             0;
}

std::string refresh_tokens::hash(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(count)) != 1)
    throw std::runtime_error("the system gives no random bytes");
  return bytes;
}

}  // namespace parley::actors

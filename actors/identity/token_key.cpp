#include "actors/identity/token_key.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/base64.hpp"

namespace parley::actors {

namespace {

using nlohmann::json;

constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 8192;
constexpr int coordinate_bytes = 32;
constexpr std::string_view curve = "prime256v1";

template <auto Free>
struct freed {
  template <class T>
  void operator()(T* what) const {
    Free(what);
  }
};
using bio = std::unique_ptr<BIO, freed<BIO_free>>;
using number = std::unique_ptr<BIGNUM, freed<BN_free>>;
using digest_context = std::unique_ptr<EVP_MD_CTX, freed<EVP_MD_CTX_free>>;
using ecdsa_signature = std::unique_ptr<ECDSA_SIG, freed<ECDSA_SIG_free>>;
using param_builder =
    std::unique_ptr<OSSL_PARAM_BLD, freed<OSSL_PARAM_BLD_free>>;
using params = std::unique_ptr<OSSL_PARAM, freed<OSSL_PARAM_free>>;
using key_context = std::unique_ptr<EVP_PKEY_CTX, freed<EVP_PKEY_CTX_free>>;

core::failure refused(std::string why) {
  return {core::errc::invalid_request, std::move(why)};
}

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string text_of(const json& from, const char* name) {
  auto found = from.find(name);
  return found != from.end() && found->is_string() ? found->get<std::string>()
                                                   : std::string{};
}

// A number of the key, big endian; padded with zeros to `width` if given.
std::string number_of(EVP_PKEY* key, const char* name, int width = 0) {
  BIGNUM* got = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &got) != 1) return {};
  number owned{got};
  auto size = width > 0 ? width : BN_num_bytes(got);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  BN_bn2binpad(got, octets(bytes), size);
  return bytes;
}

EVP_PKEY* build(const char* type, OSSL_PARAM_BLD* from) {
  params made{OSSL_PARAM_BLD_to_param(from)};
  key_context context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
  EVP_PKEY* key = nullptr;
  if (!made || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, made.get()) !=
          1)
    return nullptr;
  return key;
}

EVP_PKEY* rsa_from(const json& jwk) {
  auto n = core::from_base64url(text_of(jwk, "n"));
  auto e = core::from_base64url(text_of(jwk, "e"));
  if (!n || !e || n->empty() || e->empty()) return nullptr;
  auto as_number = [](const std::string& bytes) {
    return number{BN_bin2bn(octets(std::string_view{bytes}),
                            static_cast<int>(bytes.size()), nullptr)};
  };
  auto modulus = as_number(*n);
  auto exponent = as_number(*e);
  param_builder from{OSSL_PARAM_BLD_new()};
  OSSL_PARAM_BLD_push_BN(from.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(from.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return build("RSA", from.get());
}

EVP_PKEY* p256_from(const json& jwk) {
  auto x = core::from_base64url(text_of(jwk, "x"));
  auto y = core::from_base64url(text_of(jwk, "y"));
  if (!x || !y || x->size() != coordinate_bytes ||
      y->size() != coordinate_bytes)
    return nullptr;
  auto point = '\x04' + *x + *y;
  param_builder from{OSSL_PARAM_BLD_new()};
  OSSL_PARAM_BLD_push_utf8_string(from.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                  curve.data(), curve.size());
  OSSL_PARAM_BLD_push_octet_string(from.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                   point.data(), point.size());
  return build("EC", from.get());
}

// Sets of other programs have keys for other purposes as well.
bool is_for_us(const json& jwk) {
  auto type = text_of(jwk, "kty");
  bool rsa = type == "RSA";
  bool p256 = type == "EC" && text_of(jwk, "crv") == "P-256";
  auto use = text_of(jwk, "use");
  auto algorithm = text_of(jwk, "alg");
  bool fits = algorithm.empty() || algorithm == (rsa ? "RS256" : "ES256");
  return (rsa || p256) && fits && (use.empty() || use == "sig");
}

// ES256 is r and s, 32 bytes each; OpenSSL speaks DER.
std::string to_raw(const std::string& der) {
  const auto* at = octets(std::string_view{der});
  ecdsa_signature parts{
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  std::string raw(2 * coordinate_bytes, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), octets(raw), coordinate_bytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), octets(raw) + coordinate_bytes,
               coordinate_bytes);
  return raw;
}

std::string to_der(std::string_view raw) {
  if (raw.size() != 2 * coordinate_bytes) return {};
  ecdsa_signature parts{ECDSA_SIG_new()};
  // The parts own the numbers from here on.
  ECDSA_SIG_set0(
      parts.get(), BN_bin2bn(octets(raw), coordinate_bytes, nullptr),
      BN_bin2bn(octets(raw) + coordinate_bytes, coordinate_bytes, nullptr));
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(parts.get(), nullptr)),
                  '\0');
  auto* at = octets(der);
  i2d_ECDSA_SIG(parts.get(), &at);
  return der;
}

// Without a terminal to ask for a passphrase.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

token_key::token_key(EVP_PKEY* owned) : key_(owned, EVP_PKEY_free) {}

bool token_key::is_rsa() const { return EVP_PKEY_is_a(key_.get(), "RSA") == 1; }

core::result<void> token_key::check() const {
  if (is_rsa()) {
    auto bits = EVP_PKEY_get_bits(key_.get());
    if (bits < least_rsa_bits || bits > most_rsa_bits)
      return refused("an RSA key must have 2048 to 8192 bits");
    return {};
  }
  char group[32] = {};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key_.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                     group, sizeof group, &size) != 1 ||
      group != curve)
    return refused("the key must be RSA, or EC of curve P-256");
  return {};
}

core::result<token_key> token_key::from_private_pem(const std::string& text) {
  bio from{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  auto* read =
      PEM_read_bio_PrivateKey(from.get(), nullptr, no_passphrase, nullptr);
  if (read == nullptr)
    return refused("it has no private key in PEM without a passphrase");
  token_key key{read};
  if (auto ok = key.check(); !ok) return ok.error();
  key.kid_ = key.thumbprint();
  return key;
}

core::result<std::vector<token_key>> token_key::from_jwks(
    const std::string& text) {
  auto set = json::parse(text, nullptr, false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array())
    return refused("it is no JWK set");
  std::vector<token_key> keys;
  std::set<std::string> names;
  for (const auto& jwk : set["keys"]) {
    if (!jwk.is_object()) return refused("it is no JWK set");
    if (jwk.contains("d")) return refused("it has a private key");
    if (!is_for_us(jwk)) continue;
    auto* read = text_of(jwk, "kty") == "RSA" ? rsa_from(jwk) : p256_from(jwk);
    if (read == nullptr) return refused("it has a key that cannot be read");
    token_key key{read};
    if (auto ok = key.check(); !ok) return ok.error();
    auto kid = text_of(jwk, "kid");
    key.kid_ = kid.empty() ? key.thumbprint() : kid;
    if (!names.insert(key.kid_).second)
      return refused("two of its keys have the same kid");
    keys.push_back(std::move(key));
  }
  if (keys.empty()) return refused("it has no key for RS256 or ES256");
  return keys;
}

std::string_view token_key::algorithm() const {
  return is_rsa() ? "RS256" : "ES256";
}

std::string token_key::sign(std::string_view text) const {
  digest_context context{EVP_MD_CTX_new()};
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())),
                        '\0');
  auto size = signature.size();
  if (EVP_DigestSign(context.get(), octets(signature), &size, octets(text),
                     text.size()) != 1)
    throw std::runtime_error("a token cannot be signed");
  signature.resize(size);
  return is_rsa() ? signature : to_raw(signature);
}

bool token_key::verify(std::string_view text,
                       std::string_view signature) const {
  auto given = is_rsa() ? std::string{signature} : to_der(signature);
  if (given.empty()) return false;
  digest_context context{EVP_MD_CTX_new()};
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr,
                       key_.get());
  return EVP_DigestVerify(context.get(), octets(given), given.size(),
                          octets(text), text.size()) == 1;
}

std::string token_key::as_jwk() const {
  json jwk{{"kid", kid_}, {"use", "sig"}, {"alg", algorithm()}};
  auto put = [&](const char* member, const char* name, int width = 0) {
    jwk[member] = core::to_base64url(number_of(key_.get(), name, width));
  };
  if (is_rsa()) {
    jwk["kty"] = "RSA";
    put("n", OSSL_PKEY_PARAM_RSA_N);
    put("e", OSSL_PKEY_PARAM_RSA_E);
  } else {
    jwk["kty"] = "EC";
    jwk["crv"] = "P-256";
    put("x", OSSL_PKEY_PARAM_EC_PUB_X, coordinate_bytes);
    put("y", OSSL_PKEY_PARAM_EC_PUB_Y, coordinate_bytes);
  }
  return jwk.dump();
}

// Of the members that make the key, in the order of their names.
std::string token_key::thumbprint() const {
  auto jwk = json::parse(as_jwk());
  for (auto other : {"kid", "use", "alg"}) jwk.erase(other);
  auto text = jwk.dump();
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(octets(std::string_view{text}), text.size(), octets(digest));
  return core::to_base64url(digest);
}

}  // namespace parley::actors

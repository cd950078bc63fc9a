#include "actors/identity/token_key.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "actors/identity/access_tokens.hpp"
#include "core/base64.hpp"
#include "tests/result_printing.hpp"

using namespace parley;
using namespace parley::actors;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const core::timestamp moment = core::from_ms(1'700'000'000'000);
const identity bearer{core::user_id::make(), core::device_id::make(),
                      core::server_role::user};

std::string pem_of(EVP_PKEY* owned) {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{owned, EVP_PKEY_free};
  std::unique_ptr<BIO, decltype(&BIO_free)> to{BIO_new(BIO_s_mem()), BIO_free};
  PEM_write_bio_PrivateKey(to.get(), key.get(), nullptr, nullptr, 0, nullptr,
                           nullptr);
  char* text = nullptr;
  auto size = BIO_get_mem_data(to.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string rsa_pem(unsigned bits = 2048) { return pem_of(EVP_RSA_gen(bits)); }
std::string ec_pem(const char* curve = "P-256") {
  return pem_of(EVP_EC_gen(curve));
}

token_key key_from(const std::string& pem) {
  return token_key::from_private_pem(pem).value();
}

/// One key of each kind; making them takes a while.
const token_key& rsa() {
  static const auto key = key_from(rsa_pem());
  return key;
}
const token_key& ec() {
  static const auto key = key_from(ec_pem());
  return key;
}

std::string set_of(const std::vector<json>& keys) {
  return json{{"keys", keys}}.dump();
}
json jwk_of(const token_key& key) { return json::parse(key.as_jwk()); }

json with(json jwk, const char* name, json value) {
  jwk[name] = std::move(value);
  return jwk;
}

json header_of(const token_key& key) {
  return {{"alg", key.algorithm()}, {"typ", "at+jwt"}, {"kid", key.kid()}};
}

std::string payload() {
  auto issued = core::to_ms(moment) / 1000;
  return json{{"iss", "parley"},          {"aud", "parley"},
              {"sub", bearer.user.str()}, {"sid", bearer.device.str()},
              {"role", "user"},           {"iat", issued},
              {"exp", issued + 60}}
      .dump();
}

std::string signed_by(const token_key& key, const json& header) {
  auto text =
      core::to_base64url(header.dump()) + '.' + core::to_base64url(payload());
  return text + '.' + core::to_base64url(key.sign(text));
}

}  // namespace

TEST_CASE("token_key: each kind has its algorithm", "[actors][token_key]") {
  CHECK(rsa().algorithm() == "RS256");
  CHECK(ec().algorithm() == "ES256");
}

TEST_CASE("token_key: a signature is good for its text and key",
          "[actors][token_key]") {
  for (const auto* key : {&rsa(), &ec()}) {
    auto signature = key->sign("text");
    CHECK(key->verify("text", signature));
    CHECK_FALSE(key->verify("other", signature));
    CHECK_FALSE(key->verify("text", {}));
    CHECK_FALSE(key->verify("text", signature + '\0'));
    CHECK_FALSE(key->verify("text", std::string(signature.size(), '\0')));
    signature[10] = static_cast<char>(signature[10] ^ 1);
    CHECK_FALSE(key->verify("text", signature));
  }
  CHECK_FALSE(key_from(ec_pem()).verify("text", ec().sign("text")));
}

TEST_CASE("token_key: an ES256 signature has 64 bytes, whatever its numbers",
          "[actors][token_key]") {
  for (int i = 0; i < 300; ++i) {
    auto text = std::to_string(i);
    auto signature = ec().sign(text);
    REQUIRE(signature.size() == 64);
    REQUIRE(ec().verify(text, signature));
  }
}

TEST_CASE("token_key: the public half verifies what the private one signs",
          "[actors][token_key]") {
  auto set =
      token_key::from_jwks(set_of({jwk_of(rsa()), jwk_of(ec())})).value();

  REQUIRE(set.size() == 2);
  CHECK(set[0].kid() == rsa().kid());
  CHECK(set[1].kid() == ec().kid());
  CHECK(set[0].verify("text", rsa().sign("text")));
  CHECK(set[1].verify("text", ec().sign("text")));
  CHECK_FALSE(jwk_of(rsa()).contains("d"));
}

TEST_CASE("token_key: a thumbprint is that of RFC 7638",
          "[actors][token_key]") {
  // The example of section 3.1.
  json jwk{{"kty", "RSA"},
           {"e", "AQAB"},
           {"n",
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86z"
            "wu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5Js"
            "GY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic"
            "AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
            "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF"
            "Cur-kEgU8awapJzKnqDKgw"}};

  auto key = token_key::from_jwks(set_of({jwk})).value().front();

  CHECK(key.kid() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

TEST_CASE("token_key: keys that are too weak or of no use are refused",
          "[actors][token_key]") {
  auto pem = GENERATE(rsa_pem(1024), ec_pem("P-384"), std::string{},
                      std::string{"nonsense"});

  CHECK_FALSE(token_key::from_private_pem(pem));
}

TEST_CASE("token_key: sets that are a mistake are refused",
          "[actors][token_key]") {
  auto other_ec = jwk_of(key_from(ec_pem()));
  auto off_curve = with(jwk_of(ec()), "y", other_ec["y"]);
  auto text = GENERATE_REF(
      std::string{}, std::string{"[]"}, std::string{R"({"keys":1})"},
      set_of({}), set_of({json(1)}), set_of({{{"kty", "oct"}, {"k", "AAAA"}}}),
      set_of({with(jwk_of(rsa()), "d", "AAAA")}),
      set_of({jwk_of(ec()), jwk_of(ec())}),
      set_of({with(jwk_of(ec()), "x", "AA")}), set_of({off_curve}),
      set_of({with(jwk_of(rsa()), "n", "AQAB")}),
      set_of({with(jwk_of(rsa()), "n", nullptr)}));
  CAPTURE(text);

  CHECK_FALSE(token_key::from_jwks(text));
}

TEST_CASE("token_key: keys for other purposes are passed over",
          "[actors][token_key]") {
  auto set = token_key::from_jwks(
      set_of({{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AA"}},
              with(jwk_of(rsa()), "use", "enc"),
              with(jwk_of(rsa()), "alg", "PS256"),
              jwk_of(ec())}));

  REQUIRE(set);
  CHECK(set->size() == 1);
}

// -- as access tokens ---------------------------------------------------------

TEST_CASE("access_tokens: with a key what is issued says who it is",
          "[actors][access_tokens]") {
  for (const auto* key : {&rsa(), &ec()}) {
    access_tokens tokens{*key, {}};
    auto token = tokens.issue(bearer, moment, 60s);

    auto claims = tokens.verify(token, moment);

    REQUIRE(claims);
    CHECK(claims->who.user == bearer.user);
    CHECK(tokens.verify(token, moment + 60s).error().code ==
          core::errc::token_expired);
    CHECK(json::parse(tokens.jwks())["keys"].size() == 1);
  }
}

TEST_CASE(
    "access_tokens: tokens of the former key are good while it is in "
    "the set",
    "[actors][access_tokens]") {
  access_tokens former{rsa(), {}};
  auto token = former.issue(bearer, moment, 60s);
  auto set =
      token_key::from_jwks(set_of({jwk_of(rsa()), jwk_of(ec())})).value();

  CHECK(access_tokens{ec(), set}.verify(token, moment));
  CHECK_FALSE(access_tokens{ec(), {}}.verify(token, moment));
}

TEST_CASE("access_tokens: no forged token of a key is accepted",
          "[actors][access_tokens]") {
  access_tokens tokens{rsa(), {ec()}};
  auto stranger = key_from(rsa_pem());
  auto good = header_of(rsa());
  access_tokens by_public_key{jwk_of(rsa())["n"].get<std::string>()};
  const std::pair<const char*, std::string> forgeries[] = {
      {"alg none", signed_by(rsa(), with(good, "alg", "none"))},
      {"alg RS512", signed_by(rsa(), with(good, "alg", "RS512"))},
      {"alg PS256", signed_by(rsa(), with(good, "alg", "PS256"))},
      {"alg HS256 of a key's name",
       signed_by(rsa(), with(good, "alg", "HS256"))},
      {"the other key's alg", signed_by(rsa(), with(good, "alg", "ES256"))},
      {"alg missing",
       signed_by(rsa(), {{"typ", "at+jwt"}, {"kid", rsa().kid()}})},
      {"HS256 with the public key", by_public_key.issue(bearer, moment, 60s)},
      {"HS256 with nothing", access_tokens{""}.issue(bearer, moment, 60s)},
      {"kid missing", signed_by(rsa(), {{"alg", "RS256"}, {"typ", "at+jwt"}})},
      {"kid empty", signed_by(rsa(), with(good, "kid", ""))},
      {"kid of nobody", signed_by(rsa(), with(good, "kid", "other"))},
      {"kid that is a path", signed_by(rsa(), with(good, "kid", "/dev/null"))},
      {"kid that is a URL",
       signed_by(rsa(), with(good, "kid", "https://evil.example/key"))},
      {"kid that is a number", signed_by(rsa(), with(good, "kid", 1))},
      {"kid of the other key", signed_by(rsa(), with(good, "kid", ec().kid()))},
      {"the other key altogether but its kid",
       signed_by(ec(), with(header_of(ec()), "kid", rsa().kid()))},
      {"a stranger with our kid",
       signed_by(stranger, with(header_of(stranger), "kid", rsa().kid()))},
      {"a stranger that brings its key",
       signed_by(stranger, with(good, "jwk", jwk_of(stranger)))},
      {"a stranger that says where its key is",
       signed_by(stranger, with(good, "jku", "https://evil.example/jwks"))},
      {"a stranger with a certificate",
       signed_by(stranger, with(good, "x5u", "https://evil.example/c.pem"))},
      {"typ JWT", signed_by(rsa(), with(good, "typ", "JWT"))},
      {"typ missing",
       signed_by(rsa(), {{"alg", "RS256"}, {"kid", rsa().kid()}})},
      {"crit", signed_by(rsa(), with(good, "crit", {"b64"}))},
      {"a header that is an array", signed_by(rsa(), json::array({good}))},
  };
  CHECK(tokens.verify(signed_by(rsa(), good), moment));
  CHECK(tokens.verify(signed_by(ec(), header_of(ec())), moment));
  for (const auto& [what, token] : forgeries) {
    CAPTURE(what);
    auto got = tokens.verify(token, moment);
    REQUIRE_FALSE(got);
    CHECK(got.error().code == core::errc::unauthorized);
  }
}

TEST_CASE("access_tokens: every altered character is noticed with keys, too",
          "[actors][access_tokens]") {
  access_tokens tokens{ec(), {}};
  auto token = tokens.issue(bearer, moment, 60s);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    REQUIRE_FALSE(tokens.verify(altered, moment));
  }
}

#include "actors/identity/access_tokens.hpp"
#include "core/base64.hpp"

#include <openssl/hmac.h>

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/result_printing.hpp"

using namespace parley;
using namespace parley::actors;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string secret = "an adequate secret of at least 32 bytes!";
const core::timestamp noon = core::from_ms(1'700'000'000'000);
const std::string our_header = R"({"alg":"HS256","typ":"at+jwt"})";

const identity ann{core::user_id::make(), core::device_id::make(),
                   core::server_role::admin};

std::string hmac(const EVP_MD* digest, const std::string& key,
                 const std::string& text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac,
       &size);
  return {reinterpret_cast<const char*>(mac), size};
}

std::string signed_with(const std::string& header, const std::string& payload,
                        const std::string& key = secret,
                        const EVP_MD* digest = EVP_sha256()) {
  auto text = core::to_base64url(header) + '.' + core::to_base64url(payload);
  return text + '.' + core::to_base64url(hmac(digest, key, text));
}

json good_claims() {
  auto issued = core::to_ms(noon) / 1000;
  return {{"iss", "parley"},         {"aud", "parley"}, {"sub", ann.user.str()},
          {"sid", ann.device.str()}, {"role", "user"},  {"iat", issued},
          {"exp", issued + 60}};
}

/// A token that is ours in every respect but one claim.
std::string with_claim(const char* key, json value) {
  auto claims = good_claims();
  claims[key] = std::move(value);
  return signed_with(our_header, claims.dump());
}
std::string without_claim(const char* key) {
  auto claims = good_claims();
  claims.erase(key);
  return signed_with(our_header, claims.dump());
}

std::string unsigned_token(const std::string& header) {
  return core::to_base64url(header) + '.' +
         core::to_base64url(good_claims().dump()) + '.';
}

std::string good() { return signed_with(our_header, good_claims().dump()); }

struct forgery {
  const char* what;
  std::function<std::string()> make;
};

// The signature's last character holds two stray bits: another spelling of the
// same bytes.
std::string respelled(std::string token) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  token.back() = alphabet[alphabet.find(token.back()) ^ 1];
  return token;
}

std::string part(const std::string& token, int index) {
  auto first = token.find('.');
  auto second = token.find('.', first + 1);
  if (index == 0) return token.substr(0, first);
  if (index == 1) return token.substr(first + 1, second - first - 1);
  return token.substr(second + 1);
}

const forgery forgeries[] = {
    // -- the header ----------------------------------------------------------
    {"alg none", [] { return unsigned_token(R"({"alg":"none"})"); }},
    {"alg None", [] { return unsigned_token(R"({"alg":"None"})"); }},
    {"alg NONE, typed",
     [] { return unsigned_token(R"({"alg":"NONE","typ":"at+jwt"})"); }},
    {"alg none, signed",
     [] { return signed_with(R"({"alg":"none"})", good_claims().dump()); }},
    {"alg empty", [] { return unsigned_token(R"({"alg":""})"); }},
    {"alg missing", [] { return unsigned_token(R"({"typ":"at+jwt"})"); }},
    {"alg RS256 with our key as HMAC",
     [] {
       return signed_with(R"({"alg":"RS256","typ":"at+jwt"})",
                          good_claims().dump());
     }},
    {"alg ES256 with no signature",
     [] { return unsigned_token(R"({"alg":"ES256","typ":"at+jwt"})"); }},
    {"alg HS512",
     [] {
       return signed_with(R"({"alg":"HS512","typ":"at+jwt"})",
                          good_claims().dump(), secret, EVP_sha512());
     }},
    {"alg HS384 signed as HS256",
     [] {
       return signed_with(R"({"alg":"HS384","typ":"at+jwt"})",
                          good_claims().dump());
     }},
    {"typ JWT, another kind of token",
     [] {
       return signed_with(R"({"alg":"HS256","typ":"JWT"})",
                          good_claims().dump());
     }},
    {"members in another order",
     [] {
       return signed_with(R"({"typ":"at+jwt","alg":"HS256"})",
                          good_claims().dump());
     }},
    {"a space in the header",
     [] {
       return signed_with(R"({"alg": "HS256","typ":"at+jwt"})",
                          good_claims().dump());
     }},
    {"kid that points to a file",
     [] {
       return signed_with(R"({"alg":"HS256","typ":"at+jwt","kid":"/dev/null"})",
                          good_claims().dump(), "");
     }},
    {"a key that it brings along",
     [] {
       return signed_with(
           R"({"alg":"HS256","typ":"at+jwt","jwk":{"kty":"oct","k":"YQ"}})",
           good_claims().dump(), "a");
     }},
    {"alg twice",
     [] {
       return signed_with(R"({"alg":"HS256","alg":"none","typ":"at+jwt"})",
                          good_claims().dump());
     }},
    // -- the signature -------------------------------------------------------
    {"no signature", [] { return part(good(), 0) + '.' + part(good(), 1); }},
    {"an empty signature",
     [] { return part(good(), 0) + '.' + part(good(), 1) + '.'; }},
    {"another secret",
     [] { return signed_with(our_header, good_claims().dump(), "secret"); }},
    {"an empty secret",
     [] { return signed_with(our_header, good_claims().dump(), ""); }},
    {"a shorter signature",
     [] {
       auto token = good();
       token.resize(token.size() - 4);
       return token;
     }},
    {"a longer signature", [] { return good() + "AAAA"; }},
    {"a signature with padding", [] { return good() + "="; }},
    {"a signature spelled differently", [] { return respelled(good()); }},
    {"the signature of another token",
     [] {
       return part(good(), 0) + '.' + part(good(), 1) + '.' +
              part(with_claim("role", "admin"), 2);
     }},
    {"another payload under the signature",
     [] {
       return part(good(), 0) + '.' + part(with_claim("role", "admin"), 1) +
              '.' + part(good(), 2);
     }},
    // -- the form ------------------------------------------------------------
    {"nothing", [] { return std::string{}; }},
    {"dots", [] { return std::string{".."}; }},
    {"one part", [] { return part(good(), 0); }},
    {"four parts", [] { return good() + ".AAAA"; }},
    {"an encrypted token's five parts", [] { return good() + ".AA.AA"; }},
    {"a leading space", [] { return ' ' + good(); }},
    {"a trailing line end", [] { return good() + '\n'; }},
    {"a NUL behind it", [] { return good() + '\0'; }},
    {"the scheme before it", [] { return "Bearer " + good(); }},
    {"a very long one",
     [] { return with_claim("padding", std::string(8000, 'x')); }},
    {"a payload that is not JSON",
     [] { return signed_with(our_header, "nonsense"); }},
    {"a payload that is an array",
     [] { return signed_with(our_header, "[]"); }},
    {"an empty payload", [] { return signed_with(our_header, ""); }},
    // -- the claims, each signed by us ---------------------------------------
    {"no iss", [] { return without_claim("iss"); }},
    {"no aud", [] { return without_claim("aud"); }},
    {"no sub", [] { return without_claim("sub"); }},
    {"no sid", [] { return without_claim("sid"); }},
    {"no iat", [] { return without_claim("iat"); }},
    {"no exp", [] { return without_claim("exp"); }},
    {"another issuer", [] { return with_claim("iss", "somebody"); }},
    {"another audience", [] { return with_claim("aud", "elsewhere"); }},
    {"an audience list", [] { return with_claim("aud", {"parley"}); }},
    {"a subject that is no id", [] { return with_claim("sub", "admin"); }},
    {"a numeric subject", [] { return with_claim("sub", 1); }},
    {"exp as text", [] { return with_claim("exp", "4102444800"); }},
    {"exp as a fraction", [] { return with_claim("exp", 4102444800.5); }},
    {"exp null", [] { return with_claim("exp", nullptr); }},
    {"exp beyond all time", [] { return with_claim("exp", INT64_MAX); }},
    {"exp before time", [] { return with_claim("exp", -1); }},
    {"iat before time", [] { return with_claim("iat", -1); }},
};

}  // namespace

TEST_CASE("access_tokens: what is issued says who it is and how long",
          "[actors][access_tokens]") {
  access_tokens tokens{secret};

  auto claims = tokens.verify(tokens.issue(ann, noon, 15min), noon + 1min);

  REQUIRE(claims);
  CHECK(claims->who.user == ann.user);
  CHECK(claims->who.device == ann.device);
  CHECK(claims->who.role == core::server_role::admin);
  CHECK(claims->issued_at == noon);
  CHECK(claims->expires_at == noon + 15min);
}

TEST_CASE("access_tokens: every role survives", "[actors][access_tokens]") {
  access_tokens tokens{secret};
  auto role = GENERATE(core::server_role::user, core::server_role::moderator,
                       core::server_role::admin);

  auto claims = tokens.verify(
      tokens.issue({ann.user, ann.device, role}, noon, 1min), noon);

  CHECK(claims->who.role == role);
}

TEST_CASE("access_tokens: a role nobody knows is a plain user",
          "[actors][access_tokens]") {
  access_tokens tokens{secret};
  auto token = GENERATE(with_claim("role", "root"), with_claim("role", 2),
                        without_claim("role"));

  CHECK(tokens.verify(token, noon)->who.role == core::server_role::user);
}

TEST_CASE("access_tokens: of a claim that is there twice the last counts",
          "[actors][access_tokens]") {
  access_tokens tokens{secret};
  auto twice = [](const std::string& claim) {
    auto payload = good_claims().dump();
    payload.back() = ',';
    return signed_with(our_header, payload + claim + '}');
  };

  auto admin = tokens.verify(twice(R"("role":"admin")"), noon);
  CHECK(admin->who.role == core::server_role::admin);
  auto over = tokens.verify(twice(R"("exp":1)"), noon);
  CHECK(over.error().code == core::errc::token_expired);
  CHECK_FALSE(tokens.verify(twice(R"("sub":7)"), noon));
}

TEST_CASE("access_tokens: the forgeries below differ from a good token only",
          "[actors][access_tokens]") {
  CHECK(access_tokens{secret}.verify(good(), noon));
}

TEST_CASE("access_tokens: a token ends with its last second",
          "[actors][access_tokens]") {
  access_tokens tokens{secret};
  auto token = tokens.issue(ann, noon, 60s);

  CHECK(tokens.verify(token, noon + 60s - 1ms));
  auto late = tokens.verify(token, noon + 60s);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == core::errc::token_expired);
}

TEST_CASE("access_tokens: no forged token is accepted",
          "[actors][access_tokens]") {
  access_tokens tokens{secret};
  for (const auto& each : forgeries) {
    CAPTURE(each.what);
    auto got = tokens.verify(each.make(), noon);
    REQUIRE_FALSE(got);
    CHECK(got.error().code == core::errc::unauthorized);
  }
}

TEST_CASE("access_tokens: every altered character is noticed",
          "[actors][access_tokens]") {
  access_tokens tokens{secret};
  auto token = tokens.issue(ann, noon, 60s);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    REQUIRE_FALSE(tokens.verify(altered, noon));
  }
}

TEST_CASE("access_tokens: of another secret are not ours",
          "[actors][access_tokens]") {
  auto token = access_tokens{"another secret, also long enough..."}.issue(
      ann, noon, 60s);

  CHECK_FALSE(access_tokens{secret}.verify(token, noon));
}

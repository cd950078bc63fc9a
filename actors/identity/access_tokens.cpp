#include "actors/identity/access_tokens.hpp"
#include "core/base64.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <simdjson.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace parley::actors {

namespace {

using nlohmann::json;

// {"alg":"HS256","typ":"at+jwt"}
constexpr std::string_view secret_header =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9";
constexpr std::string_view token_type = "at+jwt";  // RFC 9068 §2.1
constexpr std::size_t longest_token = 4096;

core::failure unusable() {
  return {core::errc::unauthorized, "the access token is not valid"};
}

std::string_view role_name(core::server_role role) {
  switch (role) {
    case core::server_role::admin:
      return "admin";
    case core::server_role::moderator:
      return "moderator";
    case core::server_role::user:
      break;
  }
  return "user";
}

core::server_role role_of(std::string_view name) {
  if (name == "admin") return core::server_role::admin;
  if (name == "moderator") return core::server_role::moderator;
  return core::server_role::user;
}

std::string claim_text(const json& claims, const char* key) {
  auto found = claims.find(key);
  if (found == claims.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

// Claims are read at each connect and each request: these do not copy. Of
// several claims of a name the last counts (RFC 7519, section 4).
std::string_view text_of(simdjson::dom::object claims, std::string_view name) {
  std::string_view text;
  for (auto [key, value] : claims)
    if (key == name && value.get(text) != simdjson::SUCCESS) text = {};
  return text;
}

std::int64_t seconds_of(simdjson::dom::object claims, std::string_view name) {
  std::int64_t value = -1;
  for (auto [key, found] : claims)
    if (key == name && found.get(value) != simdjson::SUCCESS) value = -1;
  // Beyond the year 9999 nothing is meant seriously, and times would overflow.
  return value < 0 || value > 253'402'300'799 ? -1 : value;
}

core::result<access_claims> read_claims(const std::string& payload) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::object claims;
  if (parser.parse(payload).get(claims) != simdjson::SUCCESS) return unusable();
  auto user = core::user_id::parse(text_of(claims, "sub"));
  auto device = core::device_id::parse(text_of(claims, "sid"));
  auto issued = seconds_of(claims, "iat");
  auto expires = seconds_of(claims, "exp");
  bool ours = text_of(claims, "iss") == access_tokens::issuer &&
              text_of(claims, "aud") == access_tokens::audience;
  if (!user || !device || issued < 0 || expires < 0 || !ours) return unusable();
  return access_claims{{*user, *device, role_of(text_of(claims, "role"))},
                       core::from_ms(issued * 1000),
                       core::from_ms(expires * 1000)};
}

}  // namespace

// A context that holds the key already: fetching the algorithm and scheduling
// the key anew would cost more than the hash of a token.
struct access_tokens::keyed_mac {
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithm);

  ~keyed_mac() {
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(algorithm);
  }
};

access_tokens::access_tokens(std::string_view secret)
    : header_(secret_header), mac_(std::make_unique<keyed_mac>()) {
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  auto key = reinterpret_cast<const unsigned char*>(secret.data());
  if (EVP_MAC_init(mac_->context, key, secret.size(), parameters) != 1)
    throw std::runtime_error("HMAC-SHA256 is not available");
}

access_tokens::access_tokens(token_key own, std::vector<token_key> others) {
  header_ = core::to_base64url(json{
      {"alg", own.algorithm()},
      {"typ", token_type},
      {"kid", own.kid()}}.dump());
  keys_.push_back(std::move(own));
  // The own key is often in the set, too, while it is being replaced.
  for (auto& each : others)
    if (each.kid() != keys_.front().kid()) keys_.push_back(std::move(each));
}

access_tokens::~access_tokens() = default;

std::string access_tokens::sign(std::string_view text) const {
  if (!mac_) return core::to_base64url(keys_.front().sign(text));
  unsigned char mac[32];
  std::size_t size = 0;
  auto* context = EVP_MAC_CTX_dup(mac_->context);
  EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(text.data()),
                 text.size());
  EVP_MAC_final(context, mac, &size, sizeof mac);
  EVP_MAC_CTX_free(context);
  return core::to_base64url({reinterpret_cast<const char*>(mac), size});
}

std::string access_tokens::issue(const identity& who, core::timestamp now,
                                 std::chrono::seconds ttl) const {
  auto issued = core::to_ms(now) / 1000;
  json claims{{"iss", issuer},
              {"aud", audience},
              {"sub", who.user.str()},
              {"sid", who.device.str()},
              {"role", role_name(who.role)},
              {"iat", issued},
              {"exp", issued + ttl.count()}};
  auto token = header_;
  token += '.';
  token += core::to_base64url(claims.dump());
  auto signature = sign(token);
  token += '.';
  token += signature;
  return token;
}

void access_tokens::accept(std::vector<token_key> fetched) {
  fetched_ = std::make_shared<const std::vector<token_key>>(std::move(fetched));
}

// Only one of the configured keys, by its exact name and with its algorithm:
// whatever else a header says, about keys to fetch or to use, is not looked at.
std::optional<token_key> access_tokens::key_of(std::string_view header) const {
  auto text = core::from_base64url(header);
  if (!text) return std::nullopt;
  auto says = json::parse(*text, nullptr, false);
  if (!says.is_object() || says.contains("crit") ||
      claim_text(says, "typ") != token_type)
    return std::nullopt;
  auto kid = claim_text(says, "kid");
  auto named = [&](const token_key& each) { return each.kid() == kid; };
  auto usable = [&](const token_key& each) -> std::optional<token_key> {
    if (claim_text(says, "alg") != each.algorithm()) return std::nullopt;
    return each;
  };
  auto own = std::ranges::find_if(keys_, named);
  if (own != keys_.end()) return usable(*own);
  auto fetched = fetched_.load();
  if (!fetched) return std::nullopt;
  auto other = std::ranges::find_if(*fetched, named);
  return other == fetched->end() ? std::nullopt : usable(*other);
}

bool access_tokens::is_signed(std::string_view header, std::string_view text,
                              std::string_view signature) const {
  if (!mac_) {
    auto key = key_of(header);
    auto raw = core::from_base64url(signature);
    return key && raw && key->verify(text, *raw);
  }
  // Only our own header is accepted, letter for letter.
  if (header != header_) return false;
  auto expected = sign(text);
  return signature.size() == expected.size() &&
         CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
}

core::result<access_claims> access_tokens::verify(std::string_view token,
                                                  core::timestamp now) const {
  auto first = token.find('.');
  auto last = token.rfind('.');
  if (token.size() > longest_token || last == std::string_view::npos ||
      last <= first + 1)
    return unusable();
  if (!is_signed(token.substr(0, first), token.substr(0, last),
                 token.substr(last + 1)))
    return unusable();
  auto payload =
      core::from_base64url(token.substr(first + 1, last - first - 1));
  if (!payload) return unusable();
  auto claims = read_claims(*payload);
  if (claims && claims->expires_at <= now) return core::errc::token_expired;
  return claims;
}

std::string access_tokens::jwks() const {
  std::string text = R"({"keys":[)";
  for (const auto& each : keys_) {
    if (text.back() == '}') text += ',';
    text += each.as_jwk();
  }
  return text + "]}";
}

}  // namespace parley::actors

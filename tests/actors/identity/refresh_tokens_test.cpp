#include "actors/identity/refresh_tokens.hpp"
#include "core/base64.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace parley;
using namespace parley::actors;

namespace {

const refresh_tokens ours{std::string(32, 'k')};
const std::string nonce(16, 'n');

}  // namespace

TEST_CASE("refresh_tokens: what is made can be taken apart and is genuine",
          "[actors][refresh_tokens]") {
  auto device = core::device_id::make();

  auto token = refresh_tokens::parse(ours.make(device, nonce, 7));

  REQUIRE(token);
  CHECK(token->device == device);
  CHECK(token->generation == 7);
  CHECK(ours.genuine(*token, nonce));
}

TEST_CASE("refresh_tokens: the same token can be made again",
          "[actors][refresh_tokens]") {
  auto device = core::device_id::make();

  CHECK(ours.make(device, nonce, 3) == ours.make(device, nonce, 3));
}

TEST_CASE("refresh_tokens: device, nonce, number and key all matter",
          "[actors][refresh_tokens]") {
  auto device = core::device_id::make();
  std::set<std::string> made{
      ours.make(device, nonce, 1), ours.make(device, nonce, 2),
      ours.make(core::device_id::make(), nonce, 1),
      ours.make(device, std::string(16, 'm'), 1),
      refresh_tokens{std::string(32, 'q')}.make(device, nonce, 1)};

  CHECK(made.size() == 5);
}

TEST_CASE("refresh_tokens: every altered bit is noticed",
          "[actors][refresh_tokens]") {
  auto raw =
      *core::from_base64url(ours.make(core::device_id::make(), nonce, 1));
  for (std::size_t bit = 0; bit < raw.size() * 8; ++bit) {
    auto altered = raw;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    auto token = refresh_tokens::parse(core::to_base64url(altered));
    REQUIRE(token);
    REQUIRE_FALSE(ours.genuine(*token, nonce));
  }
}

TEST_CASE("refresh_tokens: text of another form is not read",
          "[actors][refresh_tokens]") {
  auto good = ours.make(core::device_id::make(), nonce, 1);

  CHECK_FALSE(refresh_tokens::parse(""));
  CHECK_FALSE(refresh_tokens::parse("eyJhbGciOiJIUzI1NiJ9.e30.x"));
  CHECK_FALSE(refresh_tokens::parse(good.substr(1)));
  CHECK_FALSE(refresh_tokens::parse(good + "AAAA"));
  CHECK_FALSE(refresh_tokens::parse(good + "="));
}

TEST_CASE("refresh_tokens: what is stored does not reveal the token",
          "[actors][refresh_tokens]") {
  auto token = ours.make(core::device_id::make(), nonce, 1);

  auto stored = refresh_tokens::hash(token);

  CHECK(stored.size() == 32);
  CHECK(stored.find(token) == std::string::npos);
  CHECK(stored != refresh_tokens::hash(token + "x"));
  CHECK(core::to_base64url(refresh_tokens::hash("abc")) ==
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");  // FIPS 180-2
}

TEST_CASE("random_bytes: gives as many as asked and never the same",
          "[actors][refresh_tokens]") {
  CHECK(random_bytes(16).size() == 16);
  CHECK(random_bytes(16) != random_bytes(16));
}

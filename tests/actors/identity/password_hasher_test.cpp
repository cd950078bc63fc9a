#include "actors/identity/password_hasher.hpp"

#include <catch2/catch.hpp>

#include "tests/actors/support/stage.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;

TEST_CASE("bcrypt: a hash matches its password and no other",
          "[actors][password_hasher]") {
  auto hash = bcrypt_hash("correct horse", 4);

  REQUIRE(hash);
  CHECK_THAT(*hash, Catch::StartsWith("$2b$04$"));
  CHECK(bcrypt_matches("correct horse", *hash));
  CHECK_FALSE(bcrypt_matches("correct horsf", *hash));
  CHECK_FALSE(bcrypt_matches("", *hash));
}

TEST_CASE("bcrypt: the same password hashes differently each time",
          "[actors][password_hasher]") {
  CHECK(*bcrypt_hash("correct horse", 4) != *bcrypt_hash("correct horse", 4));
}

TEST_CASE("bcrypt: all 72 bytes count", "[actors][password_hasher]") {
  auto hash = bcrypt_hash(std::string(72, 'x'), 4);

  CHECK_FALSE(bcrypt_matches(std::string(71, 'x') + 'y', *hash));
}

TEST_CASE("bcrypt: reads a hash of another program",
          "[actors][password_hasher]") {
  // A vector of the algorithm's authors.
  CHECK(bcrypt_matches(
      "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
}

TEST_CASE("bcrypt: hashes it cannot read match nothing",
          "[actors][password_hasher]") {
  auto hash = GENERATE(as<std::string>{}, "", "*0", "plain", "$2b$", "$2b$99$x",
                       "$2b$04$tooshort");

  CHECK_FALSE(bcrypt_matches("", hash));
  CHECK_FALSE(bcrypt_matches("*0", hash));
  CHECK_FALSE(bcrypt_matches("plain", hash));
}

TEST_CASE("password_hasher: frees a place at its door with each answer",
          "[actors][password_hasher]") {
  stage at;
  auto door = std::make_shared<core::admission>(2);
  auto hasher = at.spawn(password_hasher, 4u, door);
  door->enter();
  auto hash = at.ask<std::string>(hasher, hash_password{"correct horse"});
  door->enter();

  auto matches = at.ask<bool>(hasher, verify_password{"correct horse", **hash});

  CHECK(**matches);
  CHECK(door->inside() == 0);
}

TEST_CASE("password_hasher: without a hash nothing matches",
          "[actors][password_hasher]") {
  stage at;
  auto door = std::make_shared<core::admission>(2);
  auto hasher = at.spawn(password_hasher, 4u, door);
  door->enter();

  auto matches = at.ask<bool>(hasher, verify_password{"correct horse", ""});

  CHECK_FALSE(**matches);
  CHECK(door->inside() == 0);
}

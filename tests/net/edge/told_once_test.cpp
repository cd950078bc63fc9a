#include "net/edge/told_once.hpp"

#include <catch2/catch.hpp>

using parley::actors::connection_id;
using parley::core::user_id;
using parley::net::told_once;

TEST_CASE("told once: each socket the first time", "[net][edge]") {
  told_once told;
  auto one = connection_id::of(0, 1, 1);
  auto two = connection_id::of(0, 2, 1);
  auto user = user_id::make();

  CHECK(told.note(one, user, 7));
  CHECK_FALSE(told.note(one, user, 7));
  CHECK(told.note(two, user, 7));
  CHECK(told.note(one, user, 8));
  CHECK(told.note(one, user_id::make(), 7));
  CHECK(told.note(connection_id::of(0, 1, 2), user, 7));
}

TEST_CASE("told once: nothing older after what is newer", "[net][edge]") {
  told_once told;
  auto one = connection_id::of(0, 1, 1);
  auto user = user_id::make();
  told.note(one, user, 8);

  CHECK_FALSE(told.note(one, user, 7));
  told.age();
  CHECK_FALSE(told.note(one, user, 7));
  CHECK_FALSE(told.note(one, user, 8));
}

TEST_CASE("told once: is remembered for a while and no longer", "[net][edge]") {
  told_once told;
  auto one = connection_id::of(0, 1, 1);
  auto user = user_id::make();
  told.note(one, user, 7);

  told.age();
  CHECK_FALSE(told.note(one, user, 7));
  told.age();
  told.age();

  CHECK(told.note(one, user, 7));
}

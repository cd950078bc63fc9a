#include "net/edge/told_once.hpp"

#include <catch2/catch.hpp>

using parley::actors::connection_id;
using parley::net::told_once;

TEST_CASE("told once: each socket the first time", "[net][edge]") {
  told_once told;
  auto one = connection_id::of(0, 1, 1);
  auto two = connection_id::of(0, 2, 1);

  CHECK(told.note(7, one));
  CHECK_FALSE(told.note(7, one));
  CHECK(told.note(7, two));
  CHECK(told.note(8, one));
  CHECK(told.note(7, connection_id::of(0, 1, 2)));
}

TEST_CASE("told once: is remembered for a while and no longer", "[net][edge]") {
  told_once told;
  auto one = connection_id::of(0, 1, 1);
  told.note(7, one);

  told.age();
  CHECK_FALSE(told.note(7, one));
  told.age();

  CHECK(told.note(7, one));
}

#include "core/shares.hpp"

#include <catch2/catch.hpp>

using parley::core::shares;

TEST_CASE("shares: nobody takes more than a share", "[core][shares]") {
  shares at{2};
  CHECK(at.enter("ann"));
  CHECK(at.enter("ann"));
  CHECK_FALSE(at.enter("ann"));
  CHECK(at.enter("bob"));

  at.leave("ann");

  CHECK(at.enter("ann"));
  CHECK_FALSE(at.enter("ann"));
}

TEST_CASE("shares: who has left takes no memory", "[core][shares]") {
  shares at{2};
  at.enter("ann");
  at.enter("bob");
  at.leave("ann");
  at.leave("bob");
  at.leave("nobody");

  CHECK(at.size() == 0);
}

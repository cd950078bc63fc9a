#include "core/backlog.hpp"

#include <catch2/catch.hpp>

using parley::core::backlog;

TEST_CASE("backlog: it is full above its bound, until enough was taken",
          "[core][backlog]") {
  backlog at{100};

  at.add(100);
  CHECK_FALSE(at.full());
  at.add(50);
  CHECK(at.full());
  at.remove(40);
  CHECK(at.full());
  at.remove(10);
  CHECK_FALSE(at.full());
}

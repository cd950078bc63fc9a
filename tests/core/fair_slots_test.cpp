#include "core/fair_slots.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace parley::core;

TEST_CASE("fair_slots: one holder leaves room for others", "[core][slots]") {
  auto slots = std::make_shared<fair_slots>("downloads", 8, 2);
  std::vector<std::shared_ptr<void>> held;
  held.push_back(slots->enter("ann").value());
  held.push_back(slots->enter("ann").value());

  CHECK(slots->enter("ann").error().code == errc::rate_limited);
  CHECK(slots->enter("ann").error().message() ==
        "too many downloads of yours at a time");
  for (int i = 0; i < 6; ++i)
    held.push_back(slots->enter(std::to_string(i)).value());
  CHECK(slots->enter("bob").error().code == errc::busy);
  held.clear();
  CHECK(slots->enter("ann").has_value());
}

TEST_CASE("fair_slots: a place is free when its last holder lets go",
          "[core][slots]") {
  auto slots = std::make_shared<fair_slots>("uploads", 1, 1);
  auto place = slots->enter("ann").value();
  auto also = place;

  place.reset();
  CHECK(slots->enter("ann").has_error());
  also.reset();
  CHECK(slots->enter("ann").has_value());
}

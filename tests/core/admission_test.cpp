#include "core/admission.hpp"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using parley::core::admission;

TEST_CASE("admission: lets in no more than its limit", "[core][admission]") {
  admission door{2};

  CHECK(door.enter());
  CHECK(door.enter());
  CHECK_FALSE(door.enter());

  CHECK(door.inside() == 2);
  CHECK(door.limit() == 2);
}

TEST_CASE("admission: a place that is left can be taken again",
          "[core][admission]") {
  admission door{1};
  REQUIRE(door.enter());

  door.leave();

  CHECK(door.enter());
  CHECK(door.inside() == 1);
}

TEST_CASE("admission: a refusal takes no place", "[core][admission]") {
  admission door{1};
  REQUIRE(door.enter());
  for (int i = 0; i < 100; ++i) REQUIRE_FALSE(door.enter());

  door.leave();

  CHECK(door.inside() == 0);
}

TEST_CASE("admission: a limit of none lets nobody in", "[core][admission]") {
  admission door{0};

  CHECK_FALSE(door.enter());
  CHECK(door.inside() == 0);
}

TEST_CASE("admission: threads that push at the door never exceed the limit",
          "[core][admission]") {
  constexpr std::size_t limit = 3;
  admission door{limit};
  std::atomic<std::size_t> inside{0};
  std::atomic<std::size_t> most{0};
  auto visit = [&] {
    for (int i = 0; i < 20'000; ++i) {
      if (!door.enter()) continue;
      auto now = ++inside;
      auto seen = most.load();
      while (now > seen && !most.compare_exchange_weak(seen, now)) {
      }
      --inside;
      door.leave();
    }
  };

  std::vector<std::thread> crowd;
  for (int i = 0; i < 4; ++i) crowd.emplace_back(visit);
  for (auto& each : crowd) each.join();

  CHECK(most <= limit);
  CHECK(door.inside() == 0);
}

#include "core/metrics.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;

TEST_CASE("histogram: an observation counts in the first bucket that holds it",
          "[core][metrics]") {
  histogram batches{batch_bounds};

  batches.observe(1);
  batches.observe(2);
  batches.observe(3);
  batches.observe(256);
  batches.observe(1e6);

  CHECK(batches.count(0) == 1);  // ≤ 1
  CHECK(batches.count(1) == 1);  // ≤ 2
  CHECK(batches.count(2) == 1);  // ≤ 4
  CHECK(batches.count(8) == 1);  // ≤ 256
  CHECK(batches.count(9) == 1);  // above
  CHECK(batches.sum() == Approx(1'000'262));
}

TEST_CASE("histogram: has room for every set of bounds in use",
          "[core][metrics]") {
  STATIC_REQUIRE(latency_bounds.size() <= histogram::max_bounds);
  STATIC_REQUIRE(batch_bounds.size() <= histogram::max_bounds);
  CHECK(std::is_sorted(latency_bounds.begin(), latency_bounds.end()));
  CHECK(std::is_sorted(batch_bounds.begin(), batch_bounds.end()));
}

TEST_CASE("gauge: comes back to where it began", "[core][metrics]") {
  gauge level;
  level.add(7);
  level.add(-7);

  CHECK(level.value() == 0);
}

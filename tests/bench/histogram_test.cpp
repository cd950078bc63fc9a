#include "bench/tester/histogram.hpp"

#include <catch2/catch.hpp>

using parley::bench::histogram;

TEST_CASE("histogram: a quantile is within one percent", "[bench]") {
  histogram h;
  for (std::int64_t i = 1; i <= 100'000; ++i) h.record(i * 1'000);

  auto q = GENERATE(0.01, 0.5, 0.9, 0.99, 0.999);
  auto exact = q * 100'000'000;

  auto told = static_cast<double>(h.quantile_ns(q));
  CHECK(told >= exact);
  CHECK(told <= exact * 1.01);
}

TEST_CASE("histogram: the maximum is exact", "[bench]") {
  histogram h;
  h.record(123'456'789);
  h.record(5);

  CHECK(h.max_ns() == 123'456'789);
  CHECK(h.quantile_ns(1) == 123'456'789);
}

TEST_CASE("histogram: every duration has a place", "[bench]") {
  histogram h;
  h.record(-1);
  h.record(0);
  h.record(INT64_MAX);

  CHECK(h.count() == 3);
  CHECK(h.quantile_ns(0.5) == 0);
}

TEST_CASE("histogram: merging equals recording in one", "[bench]") {
  histogram one, other, both;
  for (int i = 0; i < 1000; ++i) {
    (i % 2 ? one : other).record(i * i);
    both.record(i * i);
  }

  one.merge(other);

  CHECK(one.count() == both.count());
  CHECK(one.max_ns() == both.max_ns());
  CHECK(one.quantile_ns(0.3) == both.quantile_ns(0.3));
}

TEST_CASE("histogram: an empty one answers zero", "[bench]") {
  histogram h;
  h.record(7);
  h.clear();

  CHECK(h.count() == 0);
  CHECK(h.quantile_ns(0.99) == 0);
}

#include "core/token_bucket.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using parley::core::token_bucket;

namespace {

const token_bucket::time_point start{1h};

unsigned take_all(token_bucket& bucket, token_bucket::time_point at) {
  unsigned taken = 0;
  while (taken < 1'000'000 && bucket.take(at)) ++taken;
  return taken;
}

}  // namespace

TEST_CASE("token_bucket: a full one gives its burst and no more",
          "[core][token_bucket]") {
  token_bucket bucket{10, 25};

  CHECK(take_all(bucket, start) == 25);
}

TEST_CASE("token_bucket: what flows in can be taken", "[core][token_bucket]") {
  token_bucket bucket{10, 25};
  take_all(bucket, start);

  CHECK(take_all(bucket, start + 1s) == 10);
  CHECK(take_all(bucket, start + 1500ms) == 5);
}

TEST_CASE("token_bucket: never holds more than its burst",
          "[core][token_bucket]") {
  token_bucket bucket{10, 25};
  take_all(bucket, start);

  CHECK(take_all(bucket, start + 24h) == 25);
}

TEST_CASE("token_bucket: over a long time the rate holds however it is asked",
          "[core][token_bucket]") {
  token_bucket bucket{50, 10};
  unsigned taken = 0;
  for (auto t = 0ms; t < 60s; t += 7ms) taken += take_all(bucket, start + t);

  CHECK(taken <= 10 + 60 * 50);
  CHECK(taken >= 60 * 50);
}

TEST_CASE("token_bucket: after the wait it names a token is there",
          "[core][token_bucket]") {
  token_bucket bucket{3, 1};
  take_all(bucket, start);
  auto wait = bucket.wait();

  CHECK(wait > 0ms);
  CHECK(wait <= 335ms);
  CHECK(bucket.take(start + wait));
}

TEST_CASE("token_bucket: there is no wait while tokens are left",
          "[core][token_bucket]") {
  token_bucket bucket{1, 2};
  REQUIRE(bucket.take(start));

  CHECK(bucket.wait() == 0ms);
}

TEST_CASE("token_bucket: a rate of zero is no limit", "[core][token_bucket]") {
  token_bucket bucket{0, 5};

  CHECK(take_all(bucket, start) == 1'000'000);
  CHECK(bucket.wait() == 0ms);
}

TEST_CASE("token_bucket: a burst of zero still lets single acts through",
          "[core][token_bucket]") {
  token_bucket bucket{10, 0};

  CHECK(take_all(bucket, start) == 1);
  CHECK(take_all(bucket, start + 100ms) == 1);
}

TEST_CASE("token_bucket: a clock that stands still or steps back gives nothing",
          "[core][token_bucket]") {
  token_bucket bucket{10, 5};
  take_all(bucket, start);

  CHECK_FALSE(bucket.take(start));
  CHECK_FALSE(bucket.take(start - 1s));
}

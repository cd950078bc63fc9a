#include "core/rate_limiter.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <thread>
#include <vector>

#include "core/rate_limits.hpp"

using namespace std::chrono_literals;
using namespace parley::core;

namespace {

const rate_limiter::time_point start{1h};

unsigned take_all(rate_limiter& from, std::string_view key,
                  rate_limiter::time_point at) {
  unsigned taken = 0;
  while (taken < 100'000 && from.take(key, at).admitted) ++taken;
  return taken;
}

rate_limiter ten_a_second(unsigned burst) { return {{10, 1s, burst}, 1000}; }

}  // namespace

TEST_CASE("rate_limiter: a rested key has its burst and no more",
          "[core][rate_limiter]") {
  auto limiter = ten_a_second(25);

  CHECK(take_all(limiter, "a", start) == 25);
}

TEST_CASE("rate_limiter: what comes back can be taken",
          "[core][rate_limiter]") {
  auto limiter = ten_a_second(25);
  take_all(limiter, "a", start);

  CHECK(take_all(limiter, "a", start + 1s) == 10);
  CHECK(take_all(limiter, "a", start + 1500ms) == 5);
  CHECK(take_all(limiter, "a", start + 24h) == 25);
}

TEST_CASE("rate_limiter: over a long time the rate holds however it is asked",
          "[core][rate_limiter]") {
  rate_limiter limiter{{50, 1s, 10}, 1000};
  std::mt19937 dice{7};
  std::uniform_int_distribution<int> pause{0, 300};
  unsigned taken = 0;
  auto t = start;
  for (; t < start + 60s; t += std::chrono::milliseconds{pause(dice)})
    taken += take_all(limiter, "a", t);
  taken += take_all(limiter, "a", start + 61s);

  CHECK(taken <= 10 + 61 * 50);
  CHECK(taken >= 60 * 50 / 2);
}

TEST_CASE(
    "rate_limiter: after the wait it names an act is admitted, not before",
    "[core][rate_limiter]") {
  auto most = GENERATE(1u, 3u, 7u, 100u, 100'000u);
  rate_limiter limiter{{most, 900s, 2}, 1000};
  take_all(limiter, "a", start);
  auto refused = limiter.take("a", start);

  CHECK_FALSE(refused.admitted);
  CHECK(refused.wait > 0ms);
  CHECK_FALSE(limiter.take("a", start + refused.wait - 1ms).admitted);
  CHECK(limiter.take("a", start + refused.wait).admitted);
}

TEST_CASE("rate_limiter: a refusal costs nothing", "[core][rate_limiter]") {
  auto limiter = ten_a_second(1);
  limiter.take("a", start);
  for (int i = 0; i < 1000; ++i) limiter.take("a", start + 50ms);

  CHECK(limiter.take("a", start + 100ms).admitted);
}

TEST_CASE("rate_limiter: says what is left and when all is back",
          "[core][rate_limiter]") {
  rate_limiter limiter{{100, 900s, 100}, 1000};

  auto first = limiter.take("a", start);
  CHECK(first.limit == 100);
  CHECK(first.remaining == 99);
  CHECK(first.window == 900s);
  CHECK(first.reset == 9s);
  auto second = limiter.take("a", start + 1s);
  CHECK(second.remaining == 98);
  CHECK(second.reset == 17s);
  take_all(limiter, "a", start + 1s);
  auto refused = limiter.take("a", start + 1s);
  CHECK(refused.remaining == 0);
  CHECK(refused.wait == 8s);
}

TEST_CASE("rate_limiter: keys have no part in each other",
          "[core][rate_limiter]") {
  auto limiter = ten_a_second(3);
  take_all(limiter, "a", start);

  CHECK(take_all(limiter, "b", start) == 3);
}

TEST_CASE("rate_limiter: what is given back can be taken again",
          "[core][rate_limiter]") {
  auto limiter = ten_a_second(3);
  take_all(limiter, "a", start);

  CHECK(limiter.give_back("a", start).remaining == 1);
  CHECK(take_all(limiter, "a", start) == 1);
  limiter.give_back("nobody", start);
  for (int i = 0; i < 9; ++i) limiter.give_back("b", start);
  CHECK(take_all(limiter, "b", start) == 3);
}

TEST_CASE("rate_limiter: more given back than taken is no credit",
          "[core][rate_limiter]") {
  auto limiter = ten_a_second(3);
  limiter.take("a", start);
  for (int i = 0; i < 9; ++i) limiter.give_back("a", start);

  CHECK(take_all(limiter, "a", start) == 3);
}

TEST_CASE("rate_limiter: a rate of zero is no limit", "[core][rate_limiter]") {
  rate_limiter limiter{{0, 1s, 5}, 1000};

  CHECK(take_all(limiter, "a", start) == 100'000);
  CHECK(limiter.take("a", start).limit == 0);
  CHECK(limiter.size() == 0);
}

TEST_CASE("rate_limiter: a burst of zero still lets single acts through",
          "[core][rate_limiter]") {
  auto limiter = ten_a_second(0);

  CHECK(take_all(limiter, "a", start) == 1);
  CHECK(take_all(limiter, "a", start + 100ms) == 1);
}

TEST_CASE("rate_limiter: forgets the longest unused of too many keys",
          "[core][rate_limiter]") {
  rate_limiter limiter{{1, 1h, 1}, 1600};
  limiter.take("mine", start);
  for (int i = 0; i < 100'000; ++i) {
    limiter.take("stranger " + std::to_string(i), start);
    if (i % 50 == 0) CHECK_FALSE(limiter.take("mine", start).admitted);
  }

  CHECK(limiter.size() <= 1600);
  CHECK(limiter.take("stranger 0", start).admitted);
  CHECK_FALSE(limiter.take("stranger 99999", start).admitted);
}

TEST_CASE("rate_limiter: threads together get no more than one would",
          "[core][rate_limiter]") {
  rate_limiter limiter{{1, 1h, 5000}, 1000};
  std::atomic<unsigned> taken{0};
  std::vector<std::thread> crowd;
  for (int i = 0; i < 4; ++i)
    crowd.emplace_back([&] { taken += take_all(limiter, "a", start); });
  for (auto& each : crowd) each.join();

  CHECK(taken == 5000);
}

TEST_CASE("rate_limits: tell tiers, networks and users apart, count refusals",
          "[core][rate_limits]") {
  auto metrics = std::make_shared<server_metrics>();
  rate_policy one{1, 1h, 1};
  rate_limits limits{{one, one, one, one}, metrics};
  auto alice = user_id::make();

  CHECK(limits.stranger_asks("2001:db8:1:2::1", start).admitted);
  CHECK_FALSE(limits.stranger_asks("2001:db8:1:2:ff::9", start).admitted);
  CHECK(limits.stranger_asks("2001:db8:1:3::1", start).admitted);
  CHECK(limits.address_tries("10.0.0.1", start).admitted);
  CHECK_FALSE(limits.address_tries("::ffff:10.0.0.1", start).admitted);
  CHECK(limits.address_guessed_nothing("10.0.0.1", start).remaining == 1);
  CHECK(limits.address_tries("10.0.0.1", start).admitted);
  CHECK(limits.user_asks(alice, start).admitted);
  CHECK(limits.user_says(alice, start).admitted);
  CHECK_FALSE(limits.user_says(alice, start).admitted);
  CHECK_FALSE(limits.user_says(alice, start).admitted);
  CHECK(limits.user_says(user_id::make(), start).admitted);

  CHECK(metrics->limited_requests.value() == 1);
  CHECK(metrics->limited_attempts.value() == 1);
  CHECK(metrics->limited_messages.value() == 2);
}

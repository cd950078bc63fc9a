#include "core/login_guard.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;
using namespace std::chrono_literals;

namespace {

using time_point = login_guard::time_point;

const time_point start = time_point{} + 1h;

/// Guesses until it has to wait; how many guesses were let through at once.
unsigned guesses_at_once(login_guard& at, const login_guard::suspect& who) {
  for (unsigned count = 0; count < 1000; ++count)
    if (at.admit(who, start).count() > 0) return count;
  return 1000;
}

}  // namespace

TEST_CASE("guesses: after some free ones each wait is twice the last",
          "[core][login_guard]") {
  guess_counter at{{3, 900s}};
  auto now = start;
  for (int i = 0; i < 3; ++i) {
    CHECK(at.wait("ann", now) == 0ms);
    at.count("ann", now);
  }
  for (auto expected : {1s, 2s, 4s, 8s, 16s}) {
    CHECK(at.wait("ann", now) == expected);
    CHECK(at.wait("ann", now + expected - 1ms) == 1ms);
    now += expected;
    CHECK(at.wait("ann", now) == 0ms);
    at.count("ann", now);
  }
}

TEST_CASE("guesses: the wait has an end, however many were made",
          "[core][login_guard]") {
  guess_counter at{{1, 60s}};
  for (int i = 0; i < 100'000; ++i) at.count("ann", start);

  CHECK(at.wait("ann", start) == 60s);
  CHECK(at.wait("ann", start + 60s) == 0ms);
}

TEST_CASE("guesses: old ones are forgotten", "[core][login_guard]") {
  guess_counter at{{.free = 3, .longest = 60s, .memory = 900s}};
  for (int i = 0; i < 3; ++i) at.count("ann", start);
  const auto rested = start + at.wait("ann", start) + 901s;

  at.count("ann", rested);

  CHECK(at.wait("ann", rested) == 0ms);
}

TEST_CASE("guesses: who waited for long is not forgotten",
          "[core][login_guard]") {
  guess_counter at{{.free = 1, .longest = 60s, .memory = 60s}};
  auto now = start;
  for (int i = 0; i < 10; ++i) {
    at.count("ann", now);
    now += at.wait("ann", now);
  }

  at.count("ann", now + 59s);

  CHECK(at.wait("ann", now + 59s) == 60s);
}

TEST_CASE("guesses: one that is taken back leaves the others",
          "[core][login_guard]") {
  guess_counter at{{.free = 2, .longest = 60s}};
  for (int i = 0; i < 3; ++i) at.count("ann", start);

  at.take_back("ann");

  CHECK(at.wait("ann", start) == 0ms);
  at.count("ann", start);
  CHECK(at.wait("ann", start) == 2s);
}

TEST_CASE("guesses: keys do not disturb each other", "[core][login_guard]") {
  guess_counter at{{1, 60s}};
  at.count("ann", start);

  CHECK(at.wait("ann", start) > 0ms);
  CHECK(at.wait("bob", start) == 0ms);
}

TEST_CASE("guesses: the table is bounded and drops the longest unused",
          "[core][login_guard]") {
  guess_counter at{{1, 60s, 100}};
  at.count("victim", start);
  for (int i = 0; i < 10'000; ++i) {
    at.count("key" + std::to_string(i), start);
    if (i % 50 == 0) at.count("victim", start);
  }

  CHECK(at.size() == 100);
  CHECK(at.wait("victim", start) > 0ms);
  CHECK(at.wait("key0", start) == 0ms);
}

TEST_CASE("guesses: a huge key takes no more memory than a long name",
          "[core][login_guard]") {
  guess_counter at{{1, 60s}};
  const std::string huge(1 << 20, 'x');
  at.count(huge, start);

  CHECK(at.wait(huge, start) > 0ms);
  CHECK(at.wait(std::string(320, 'x'), start) > 0ms);
  at.forget(huge);
  CHECK(at.size() == 0);
}

TEST_CASE("login guard: an account is limited from many addresses",
          "[core][login_guard]") {
  login_guard at{20, 900s};
  unsigned passed = 0;
  for (int i = 0; i < 100; ++i)
    passed += at.admit({"ann", "10.0.0." + std::to_string(i)}, start) == 0ms;

  CHECK(passed == 5);
}

TEST_CASE("login guard: an address is limited over many accounts",
          "[core][login_guard]") {
  login_guard at{20, 900s};
  unsigned passed = 0;
  for (int i = 0; i < 100; ++i)
    passed += at.admit({"user" + std::to_string(i), "10.0.0.1"}, start) == 0ms;

  CHECK(passed == 20);
}

TEST_CASE("login guard: a whole IPv6 network counts as one address",
          "[core][login_guard]") {
  login_guard at{20, 900s};
  unsigned passed = 0;
  for (int i = 0; i < 100; ++i)
    passed +=
        at.admit({"user" + std::to_string(i), "2001:db8::" + std::to_string(i)},
                 start) == 0ms;

  CHECK(passed == 20);
  CHECK(at.admit({"ann", "2001:db8:0:1::1"}, start) == 0ms);
}

TEST_CASE("login guard: an owner is made to wait a minute at most",
          "[core][login_guard]") {
  login_guard at{20, 900s};
  auto now = start;
  for (int i = 0; i < 40; ++i) {
    auto wait = at.admit({"ann", {}}, now);
    CHECK(wait <= 60s);
    now += wait;
  }
}

TEST_CASE("login guard: who gets it right starts afresh",
          "[core][login_guard]") {
  login_guard at{20, 900s};
  for (int i = 0; i < 100; ++i) {
    REQUIRE(at.admit({"ann", "10.0.0.1"}, start) == 0ms);
    at.acquit({"ann", "10.0.0.1"});
  }
}

TEST_CASE("login guard: one right guess does not clear an address",
          "[core][login_guard]") {
  login_guard at{20, 900s};
  for (int i = 0; i < 19; ++i)
    at.admit({"user" + std::to_string(i), "10.0.0.1"}, start);
  at.admit({"own", "10.0.0.1"}, start);
  at.acquit({"own", "10.0.0.1"});

  CHECK(at.admit({"next", "10.0.0.1"}, start) == 0ms);
  CHECK(at.admit({"after", "10.0.0.1"}, start) > 0ms);
}

TEST_CASE("login guard: what was no guess counts nowhere",
          "[core][login_guard]") {
  login_guard at{20, 900s};
  for (int i = 0; i < 4; ++i) at.admit({"ann", "10.0.0.1"}, start);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(at.admit({"ann", "10.0.0.1"}, start) == 0ms);
    at.take_back({"ann", "10.0.0.1"});
  }

  CHECK(guesses_at_once(at, {"ann", "10.0.0.1"}) == 1);
  CHECK(guesses_at_once(at, {"bob", "10.0.0.1"}) == 5);
}

TEST_CASE("login guard: fewer attempts than five hold for accounts, too",
          "[core][login_guard]") {
  login_guard at{3, 900s};
  CHECK(guesses_at_once(at, {"ann", "10.0.0.1"}) == 3);
}

TEST_CASE("login guard: 0 switches it off", "[core][login_guard]") {
  login_guard at{0, 900s};
  CHECK(guesses_at_once(at, {"ann", "10.0.0.1"}) == 1000);
}

TEST_CASE("login guard: what an address is", "[core][login_guard]") {
  CHECK(network_of("10.1.2.3") == "10.1.2.3");
  CHECK(network_of("::ffff:10.1.2.3") == "10.1.2.3");
  CHECK(network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::"));
  CHECK(network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1"));
  CHECK(network_of("unix") == "unix");
}

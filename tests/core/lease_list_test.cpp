#include "core/lease_list.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>

using namespace std::chrono_literals;

namespace {

using leases = parley::core::lease_list<std::string>;
using keys = std::vector<std::string>;

const leases::time_point start{1h};

}  // namespace

TEST_CASE("leases: each ends at its time, once", "[core][leases]") {
  leases held{10s};
  held.hold("a", start);
  held.hold("b", start + 1s);

  CHECK(held.expire(start + 9s).empty());
  CHECK(held.expire(start + 10s) == keys{"a"});
  CHECK(held.expire(start + 10s).empty());
  CHECK(held.end_of("b") == start + 11s);
  CHECK(held.expire(start + 1min) == keys{"b"});
  CHECK(held.size() == 0);
}

TEST_CASE("leases: one that is renewed lasts", "[core][leases]") {
  leases held{10s};
  held.hold("a", start);
  held.hold("b", start);

  CHECK(held.renew("a", start + 8s));
  CHECK_FALSE(held.renew("c", start + 8s));

  CHECK(held.expire(start + 12s) == keys{"b"});
  held.hold("a", start + 12s);
  CHECK(held.size() == 1);
  CHECK(held.end_of("a") == start + 22s);
}

TEST_CASE("leases: what is dropped neither ends nor can be renewed",
          "[core][leases]") {
  leases held{10s};
  held.hold("a", start);

  held.drop("a");
  held.drop("a");

  CHECK_FALSE(held.renew("a", start));
  CHECK_FALSE(held.end_of("a"));
  CHECK(held.expire(start + 1h).empty());
}

TEST_CASE("leases: agree with a table of ends", "[core][leases]") {
  std::mt19937 chance{GENERATE(1u, 2u, 3u)};
  leases held{10s};
  std::map<std::string, leases::time_point> model;
  auto now = start;
  for (int step = 0; step < 2000; ++step) {
    auto key = std::to_string(chance() % 20);
    now += std::chrono::milliseconds{chance() % 900};
    switch (chance() % 4) {
      case 0:
        held.hold(key, now);
        model[key] = now + 10s;
        break;
      case 1:
        CHECK(held.renew(key, now) == model.contains(key));
        if (model.contains(key)) model[key] = now + 10s;
        break;
      case 2:
        held.drop(key);
        model.erase(key);
        break;
      default:
        auto over = held.expire(now);
        std::erase_if(model, [&](const auto& x) {
          bool ends = x.second <= now;
          CHECK(ends == (std::ranges::count(over, x.first) == 1));
          return ends;
        });
    }
    CHECK(held.size() == model.size());
  }
}

#include "core/lease_list.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>

using namespace std::chrono_literals;

namespace {

using leases = parley::core::lease_list<std::string, int>;
using keys = std::vector<std::string>;

keys ended(leases& held, leases::time_point now) {
  keys found;
  for (auto& each : held.expire(now)) found.push_back(each.key);
  return found;
}

const leases::time_point start{1h};

}  // namespace

TEST_CASE("leases: each ends at its time, once", "[core][leases]") {
  leases held{10s};
  held.hold("a", 0, start);
  held.hold("b", 0, start + 1s);

  CHECK(held.expire(start + 9s).empty());
  CHECK(ended(held, start + 10s) == keys{"a"});
  CHECK(held.expire(start + 10s).empty());
  CHECK(held.find("b")->until == start + 11s);
  CHECK(ended(held, start + 1min) == keys{"b"});
  CHECK(held.size() == 0);
}

TEST_CASE("leases: one that is renewed lasts", "[core][leases]") {
  leases held{10s};
  held.hold("a", 0, start);
  held.hold("b", 0, start);

  CHECK(held.renew("a", start + 8s));
  CHECK_FALSE(held.renew("c", start + 8s));

  CHECK(ended(held, start + 12s) == keys{"b"});
  held.hold("a", 0, start + 12s);
  CHECK(held.size() == 1);
  CHECK(held.find("a")->until == start + 22s);
}

TEST_CASE("leases: a value is kept with each", "[core][leases]") {
  leases held{10s};
  held.hold("a", 1, start);
  held.hold("b", 2, start);
  held.hold("a", 3, start + 1s);

  CHECK(*held.renew("b", start + 2s) == 2);
  CHECK(held.find("a")->value == 3);
  CHECK(held.expire(start + 11s).at(0).value == 3);
}

TEST_CASE("leases: what is dropped neither ends nor can be renewed",
          "[core][leases]") {
  leases held{10s};
  held.hold("a", 0, start);

  held.drop("a");
  held.drop("a");

  CHECK_FALSE(held.renew("a", start));
  CHECK_FALSE(held.find("a"));
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
        held.hold(key, 0, now);
        model[key] = now + 10s;
        break;
      case 1:
        CHECK((held.renew(key, now) != nullptr) == model.contains(key));
        if (model.contains(key)) model[key] = now + 10s;
        break;
      case 2:
        held.drop(key);
        model.erase(key);
        break;
      default:
        auto over = ended(held, now);
        std::erase_if(model, [&](const auto& x) {
          bool ends = x.second <= now;
          CHECK(ends == (std::ranges::count(over, x.first) == 1));
          return ends;
        });
    }
    CHECK(held.size() == model.size());
  }
}

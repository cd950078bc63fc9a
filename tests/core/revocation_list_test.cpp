#include "core/revocation_list.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;
using namespace std::chrono_literals;

namespace {

const timestamp noon = from_ms(1'700'000'000'000);

}  // namespace

TEST_CASE("revocation_list: knows the devices that were added and no others",
          "[core][revocation]") {
  revocation_list revoked;
  auto dead = device_id::make();
  revoked.add(dead, noon);

  CHECK(revoked.contains(dead));
  CHECK_FALSE(revoked.contains(device_id::make()));
}

TEST_CASE("revocation_list: a sweep forgets only what has run out",
          "[core][revocation]") {
  revocation_list revoked;
  auto early = device_id::make();
  auto late = device_id::make();
  revoked.add(early, noon);
  revoked.add(late, noon + 1min);

  revoked.sweep(noon + 1s);

  CHECK_FALSE(revoked.contains(early));
  CHECK(revoked.contains(late));
}

TEST_CASE("revocation_list: an entry lasts through its last moment",
          "[core][revocation]") {
  revocation_list revoked;
  auto dead = device_id::make();
  revoked.add(dead, noon);

  revoked.sweep(noon);

  CHECK(revoked.contains(dead));
}

TEST_CASE("revocation_list: what ends twice is kept as at first",
          "[core][revocation]") {
  revocation_list revoked;
  auto dead = device_id::make();
  revoked.add(dead, noon);
  revoked.add(dead, noon + 1h);
  CHECK(revoked.size() == 1);

  revoked.sweep(noon + 1s);

  CHECK_FALSE(revoked.contains(dead));
}

TEST_CASE("revocation_list: sweeps keep up with what is added, in slices",
          "[core][revocation]") {
  revocation_list revoked;
  for (int i = 0; i < 1000; ++i) revoked.add(device_id::make(), noon);

  revoked.sweep(noon + 1s);
  const auto left = revoked.size();
  CHECK(left > 500);
  CHECK(left < 900);
  for (int i = 0; i < 10; ++i) revoked.sweep(noon + 1s);

  CHECK(revoked.size() == 0);
}

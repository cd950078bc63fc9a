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

#include "core/typing_lease.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using parley::core::typing_leases;
using parley::core::user_id;

namespace {

const typing_leases::time_point start{1h};
constexpr auto length = typing_leases::length;

}  // namespace

TEST_CASE("typing: the first key press is news, those after are not",
          "[core][typing]") {
  typing_leases typing;
  auto ann = user_id::make();

  CHECK(typing.start(ann, start));
  CHECK_FALSE(typing.start(ann, start + 1s));
  CHECK(typing.holders() == std::vector{ann});
}

TEST_CASE("typing: a lease ends by itself, once", "[core][typing]") {
  typing_leases typing;
  auto ann = user_id::make();
  typing.start(ann, start);

  CHECK(typing.expire(start + length - 1ms).empty());
  CHECK(typing.expire(start + length) == std::vector{ann});
  CHECK(typing.expire(start + length).empty());
  CHECK(typing.empty());
}

TEST_CASE("typing: a renewed lease lasts from the renewal", "[core][typing]") {
  typing_leases typing;
  auto ann = user_id::make();
  typing.start(ann, start);
  typing.start(ann, start + 5s);

  CHECK(typing.expire(start + length).empty());
  CHECK(typing.expire(start + 5s + length) == std::vector{ann});
}

TEST_CASE("typing: only those whose time is over are taken out",
          "[core][typing]") {
  typing_leases typing;
  auto ann = user_id::make();
  auto bob = user_id::make();
  typing.start(ann, start);
  typing.start(bob, start + 3s);

  CHECK(typing.expire(start + length) == std::vector{ann});
  CHECK(typing.holders() == std::vector{bob});
}

TEST_CASE("typing: a stop is news only when somebody typed", "[core][typing]") {
  typing_leases typing;
  auto ann = user_id::make();
  typing.start(ann, start);

  CHECK(typing.stop(ann));
  CHECK_FALSE(typing.stop(ann));
  CHECK_FALSE(typing.stop(user_id::make()));
}

TEST_CASE("typing: a crowd of typists is capped", "[core][typing]") {
  typing_leases typing;
  for (std::size_t i = 0; i < typing_leases::most; ++i)
    REQUIRE(typing.start(user_id::make(), start));

  CHECK_FALSE(typing.start(user_id::make(), start));
  CHECK(typing.holders().size() == typing_leases::most);

  typing.expire(start + length);
  CHECK(typing.start(user_id::make(), start + length));
}

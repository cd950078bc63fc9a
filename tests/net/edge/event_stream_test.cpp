#include "net/edge/event_stream.hpp"

#include <catch2/catch.hpp>
#include <memory>

using namespace parley;
using namespace parley::net;

namespace {

std::vector<stream_room> rooms(std::size_t count) {
  std::vector<stream_room> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back({core::room_id::make(), {}});
  return made;
}

}  // namespace

TEST_CASE("stream position: read back as written", "[events]") {
  auto some = rooms(3);
  some[0].seq = 7;
  some[2].seq = 18446744073709551615u;
  auto id = stream_position(some);
  CHECK(id == "7.0.18446744073709551615");
  auto again = rooms(3);
  REQUIRE(read_stream_position(id, again));
  CHECK(again[0].seq == 7u);
  CHECK(again[1].seq == 0u);
  CHECK(again[2].seq == 18446744073709551615u);
}

TEST_CASE("stream position: of other rooms, or none at all", "[events]") {
  auto id = GENERATE("", ".", "1", "1.", ".1", "1.2.3", "1.2.", "1..2", "a.b",
                     "1.2x", "-1.2", " 1.2", "1.18446744073709551616", "1,2");
  auto two = rooms(2);
  CAPTURE(id);
  CHECK_FALSE(read_stream_position(id, two));
}

TEST_CASE("holding sink: of what is more than its budget it keeps nothing",
          "[events]") {
  holding_sink held{10};
  auto make = [](std::size_t size) {
    auto made = std::make_shared<frame>();
    made->bytes.assign(size, 'x');
    return made;
  };
  auto first = make(10);
  held.push(first.get());
  CHECK_FALSE(held.is_over());
  CHECK(first.use_count() == 2);

  held.push(make(1).get());
  auto late = make(1);
  held.push(late.get());

  CHECK(held.is_over());
  CHECK(first.use_count() == 1);
  CHECK(late.use_count() == 1);
}

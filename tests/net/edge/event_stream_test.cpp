#include "net/edge/event_stream.hpp"

#include <catch2/catch.hpp>

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

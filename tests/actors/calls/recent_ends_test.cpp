#include "actors/calls/recent_ends.hpp"

#include <catch2/catch.hpp>

using namespace parley;
using namespace parley::actors;
using namespace std::chrono_literals;

namespace {

const recent_ends::time_point start{1h};
const auto ann = core::user_id::make();
const auto one = core::call_id::make();

room_event_ptr any_event() { return std::make_shared<const room_event>(); }

}  // namespace

TEST_CASE("recent ends: are kept for a while", "[actors][calls]") {
  recent_ends ends{10s};
  ends.add(ann, one, any_event(), start);

  CHECK(ends.of(ann, start + 9s).size() == 1);
  CHECK(ends.of(ann, start + 10s).empty());
  CHECK(ends.of(core::user_id::make(), start).empty());
  ends.add(core::user_id::make(), one, any_event(), start + 10s);
  CHECK(ends.size() == 1);
}

TEST_CASE("recent ends: who has a part again has no end", "[actors][calls]") {
  recent_ends ends{10s};
  ends.add(ann, one, any_event(), start);
  ends.add(ann, core::call_id::make(), any_event(), start);

  ends.forget(ann, one);
  CHECK(ends.of(ann, start).size() == 1);
  ends.add(ann, one, any_event(), start + 5s);
  ends.add(ann, one, any_event(), start + 6s);
  CHECK(ends.of(ann, start + 6s).size() == 2);
  CHECK(ends.of(ann, start + 12s).size() == 1);
}

TEST_CASE("recent ends: are so many and no more", "[actors][calls]") {
  recent_ends ends{10s};
  for (std::size_t i = 0; i <= recent_ends::most; ++i)
    ends.add(ann, core::call_id::make(), any_event(), start);

  CHECK(ends.size() == recent_ends::most);
  CHECK(ends.of(ann, start).size() == recent_ends::most);
}

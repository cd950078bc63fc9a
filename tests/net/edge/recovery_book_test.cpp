#include "net/edge/recovery_book.hpp"

#include <catch2/catch.hpp>

using namespace parley;
using namespace parley::net;
using namespace std::chrono_literals;

namespace {

const auto t0 = recovery_book::clock::now();

lost_client lost(const std::string& pid, core::device_id device,
                 core::room_id room = core::room_id::make()) {
  return {{pid, "", 1}, "sid", device, {{room, 5, 1, false, nullptr}}};
}

}  // namespace

TEST_CASE("recovery book: a client is given back once", "[recovery]") {
  recovery_book book{3, 1s, 10};
  auto pid = book.make_pid();
  auto device = core::device_id::make();
  auto room = core::room_id::make();
  CHECK(recovery_book::birthplace_of(pid) == 3);
  book.keep(lost(pid, device, room), t0);
  auto back = book.take(pid, device, "", t0 + 900ms);
  REQUIRE(back);
  CHECK(back->sid == "sid");
  REQUIRE(back->rooms.size() == 1);
  CHECK(back->rooms[0].room == room);
  CHECK(back->rooms[0].seq == 5);
  CHECK_FALSE(book.take(pid, device, "", t0 + 900ms));
}

TEST_CASE("recovery book: not to another device, which changes nothing",
          "[recovery]") {
  recovery_book book{0, 1s, 10};
  auto pid = book.make_pid();
  auto device = core::device_id::make();
  book.keep(lost(pid, device), t0);
  CHECK_FALSE(book.take(pid, core::device_id::make(), "", t0));
  CHECK(book.take(pid, device, "", t0));
}

TEST_CASE("recovery book: bounded in time and number", "[recovery]") {
  recovery_book book{0, 1s, 2};
  auto device = core::device_id::make();
  book.keep(lost("a", device), t0);
  book.keep(lost("b", device), t0 + 500ms);
  book.keep(lost("c", device), t0 + 600ms);
  CHECK(book.lost() == 2);
  CHECK_FALSE(book.take("c", device, "", t0 + 600ms));
  CHECK_FALSE(book.take("a", device, "", t0 + 1000ms));
  CHECK(book.take("b", device, "", t0 + 1000ms));
  CHECK(book.lost() == 0);
}

TEST_CASE("recovery book: lost a second time, the window begins again",
          "[recovery]") {
  recovery_book book{0, 1s, 10};
  auto device = core::device_id::make();
  book.keep(lost("a", device), t0);
  REQUIRE(book.take("a", device, "", t0 + 900ms));
  book.keep(lost("a", device), t0 + 900ms);
  CHECK(book.take("a", device, "", t0 + 1500ms));
}

TEST_CASE("recovery book: lost before it knew, it is where it was",
          "[recovery]") {
  recovery_book book{0, 1s, 10};
  auto device = core::device_id::make();
  auto room = core::room_id::make();
  book.keep_again("a", "seen",
                  {"sid", device, {{room, 9, actors::room_words::chat}}});
  auto back = book.take("a", device, "seen");
  REQUIRE(back);
  CHECK(back->rooms.at(0).seq == 9);
  CHECK(back->rooms.at(0).words == actors::room_words::chat);
}

TEST_CASE("recovery book: birthplaces hear of the end of what they gave away",
          "[recovery]") {
  recovery_book birthplace{1, 1s, 10};
  recovery_book other{2, 1s, 10};
  auto pid = birthplace.make_pid();
  birthplace.set_moved(pid, 2);
  CHECK(birthplace.find_moved(pid) == 2);

  auto device = core::device_id::make();
  other.keep(lost(pid, device), t0);
  CHECK(other.take_ended(t0 + 500ms).empty());
  CHECK(other.take_ended(t0 + 1s) == std::vector<std::string>{pid});
  CHECK(other.take_ended(t0 + 1s).empty());

  birthplace.forget_moved(pid, 7);  // it has moved on since
  CHECK(birthplace.find_moved(pid) == 2);
  birthplace.forget_moved(pid, 2);
  CHECK_FALSE(birthplace.find_moved(pid));
}

TEST_CASE("recovery book: who lives here is found by a text of one's own",
          "[recovery]") {
  recovery_book book{3, 1min, 10};
  const auto at = actors::connection_id::of(3, 1, 1);
  const auto later = actors::connection_id::of(3, 2, 1);
  auto first = std::make_unique<std::string>(book.make_pid());
  const std::string asked = *first;
  const std::string second = *first;

  book.add_live(*first, at);
  CHECK(book.find_live(asked) == at);
  book.add_live(second, later);
  first.reset();  // its connection ended after its successor began
  CHECK(book.find_live(asked) == later);
  CHECK(recovery_book::birthplace_of(asked) == 3);
  book.remove_live(asked);
  CHECK_FALSE(book.find_live(asked));
}

TEST_CASE("recovery book: foreign pids have no birthplace", "[recovery]") {
  for (const auto* text :
       {"", "0000", "zzzzAAAAAAAAAAA", "0000AAAAAAAAAAAAAAAAAAAA"})
    CHECK_FALSE(recovery_book::birthplace_of(text));
}

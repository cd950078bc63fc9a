#include "actors/storage/trimmer.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/actors/support/sample_store.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// A room with many messages, and a trimmer that keeps all else.
struct old_house : stage {
  sample_store store{*this};
  core::user ann = store.add_user("ann");
  core::group group = store.add_group("g", ann);
  core::room room = store.add_room("r", group, ann);
  std::vector<core::message_id> said;

  caf::actor begin() {
    return spawn(trimmer, store.client(), retention{0s, 9999h, 9999h});
  }
  void say(int count) {
    for (int i = 0; i < count; ++i)
      said.push_back(store.add_message(room, ann, "hello").id);
  }
  auto left() {
    return std::ranges::count_if(said, [this](const auto& id) {
      return store.read(storage::find_message{id}).has_value();
    });
  }
};

}  // namespace

TEST_CASE("trimmer: a deleted room is purged in slices, with pauses between",
          "[actors][trimmer]") {
  old_house at;
  at.say(450);
  at.begin();
  at.run();
  at.store.write(storage::delete_room{at.room.id});
  at.pass(4900ms);
  REQUIRE(at.left() == 450);

  at.pass(100ms);
  CHECK(at.left() == 251);  // and its first entry
  at.pass(50ms);
  CHECK(at.left() == 51);
  at.pass(50ms);
  CHECK(at.left() == 0);
}

TEST_CASE("trimmer: what was left of a room is purged by the next life",
          "[actors][trimmer]") {
  old_house at;
  at.say(250);
  at.store.write(storage::delete_room{at.room.id});
  auto first = at.begin();
  at.run();
  REQUIRE(at.left() == 51);
  at.send(first, stop_storage{});
  at.pass(10s);
  REQUIRE(at.left() == 51);

  at.begin();
  at.run();

  CHECK(at.left() == 0);
}

TEST_CASE("trimmer: messages learn of another retention in slices",
          "[actors][trimmer]") {
  old_house at;
  at.say(250);
  at.begin();
  at.run();
  core::room_profile profile = at.room;
  profile.retention = 60;
  at.store.write(
      storage::append_profile{at.room.id, at.ann.id, profile, core::now()});
  auto dated = [&] {
    return std::ranges::count_if(at.said, [&](const auto& id) {
      return at.store.read(storage::find_message{id})->expires_at.has_value();
    });
  };
  at.pass(5s);
  CHECK(dated() == 100);
  at.pass(250ms);
  CHECK(dated() == 200);
  at.pass(250ms);
  CHECK(dated() == 250);
}

TEST_CASE("trimmer: a store that is busy is asked again", "[actors][trimmer]") {
  old_house at;
  at.say(1);
  at.store.write(storage::delete_room{at.room.id});
  auto& door = *at.store.handles()->write_door;
  std::size_t taken = 0;
  while (door.enter()) ++taken;
  at.begin();
  at.pass(1s);
  CHECK(at.left() == 1);
  for (; taken > 0; --taken) door.leave();

  at.pass(5s);

  CHECK(at.left() == 0);
}

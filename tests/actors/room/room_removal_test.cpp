// How members go, and their sockets with them: actors/room/room_removal.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// bob, who hears the lobby, is put out of the group while the store takes
/// nothing more.
struct crowded_exit : room_scene {
  crowded_exit() : room_scene(room_settings{.idle = 10s}) {
    join(bob_here);
    store.write(storage::remove_group_member{group.id, bob.id});
    while (door_of_store.enter()) continue;
    forget();
    removed =
        ask<storage::done>(room, remove_room_member{nullptr, bob.id, true});
  }

  void confirm() {
    for (auto& edge : edges) send(room, expelled{edge->last<expel>().ticket});
  }
  void make_room() {
    while (door_of_store.inside() > 0) door_of_store.leave();
  }
  std::size_t members() {
    return store.read(storage::load_room{lobby.id})->members.size();
  }

  core::admission& door_of_store = *store.handles()->write_door;
  seat bob_here = take_seat(bob);
  answer<core::result<storage::done>> removed;
};

}  // namespace

TEST_CASE("room: whom the store has put out is out, entry or not",
          "[actors][room]") {
  crowded_exit at;
  CHECK(at.story() == words{"expel"});
  CHECK(at.bob_here.session->count<room_ended>() == 1);
  at.confirm();

  CHECK(at.removed->has_value());
  at.forget();
  at.say(at.bob_here, "still here?");
  CHECK(at.story() == words{"refused still here? NOT_FOUND"});
}

TEST_CASE("room: an entry that could not be made is made later",
          "[actors][room]") {
  crowded_exit at;
  at.confirm();
  at.make_room();
  at.forget();

  at.pass(11s);

  CHECK(at.story() == words{"left 3"});
  CHECK(at.store.read(storage::load_room{at.lobby.id})->leavers.empty());
  at.pass(11s);
  CHECK(at.story() == words{"left 3"});
}

TEST_CASE("room: who is back before the log says so stays", "[actors][room]") {
  crowded_exit at;
  at.confirm();
  at.make_room();
  at.store.add_to_group(at.group, at.bob);
  at.open(at.bob_here);
  at.forget();

  at.join(at.bob_here);
  at.pass(11s);

  CHECK(at.story() == words{"came 3", "snapshot head 3"});
  CHECK(at.members() == 2);
}

TEST_CASE("room: a member whose leaving cannot be stored stays one",
          "[actors][room]") {
  room_scene at;
  auto& door = *at.store.handles()->write_door;
  while (door.enter()) continue;

  auto left = at.ask<storage::done>(
      at.room, remove_room_member{identity_of(at.bob), at.bob.id});

  CHECK(left->error().code == core::errc::room_busy);
  CHECK(at.story().empty());
}

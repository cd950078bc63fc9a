// How a room begins and ends: actors/room/room.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

room_settings short_lived() {
  room_settings settings;
  settings.idle = 10s;
  return settings;
}

}  // namespace

TEST_CASE("room: whoever comes while it loads is served afterwards",
          "[actors][room]") {
  room_scene at;
  at.store.reads().shut();
  at.start();
  auto bob = at.take_seat(at.bob);
  CHECK_FALSE(bob.opened.came());

  at.store.reads().open();

  CHECK(bob.opened->handle == at.room);
}

TEST_CASE("room: one that is not there says so to who opens it",
          "[actors][room]") {
  room_scene at;
  at.lobby.id = core::room_id::make();
  at.start();

  auto bob = at.take_seat(at.bob);

  CHECK_FALSE(bob.opened->handle);
  CHECK(bob.opened->why.code == core::errc::not_found);
}

TEST_CASE("room: one that could not load makes way for a new attempt",
          "[actors][room]") {
  room_scene at;
  at.lobby.id = core::room_id::make();
  at.start();
  auto bob = at.take_seat(at.bob);
  CHECK(at.registry.count<retire>() == 0);

  at.pass(1100ms);

  CHECK(at.registry.last<retire>().handled == 1);
  at.send(at.room, may_retire{true});
  CHECK_FALSE(at.alive(at.room));
}

TEST_CASE("room: retires when nobody has used it for a while",
          "[actors][room]") {
  room_scene at{short_lived()};
  auto bob = at.take_seat(at.bob);
  at.send(at.room, close_room{*bob.session});
  at.pass(9s);
  CHECK(at.registry.count<retire>() == 0);

  at.pass(12s);

  auto wish = at.registry.last<retire>();
  CHECK(wish.who == child_key::of(at.lobby.id));
  CHECK(wish.handled == 1);
  at.send(at.room, may_retire{true});
  CHECK_FALSE(at.alive(at.room));
}

TEST_CASE("room: one that somebody left with the group retires as well",
          "[actors][room]") {
  room_scene at{short_lived()};
  at.ask<storage::done>(at.room, remove_room_member{nullptr, at.cid.id});
  for (auto& edge : at.edges)
    at.send(at.room, expelled{edge->last<expel>().ticket});

  at.pass(21s);

  CHECK(at.registry.last<retire>().handled == 1);
}

TEST_CASE("room: one that is loaded says who has left it meanwhile",
          "[actors][room]") {
  room_scene at;
  at.store.write(storage::remove_group_member{at.group.id, at.bob.id});
  at.start();

  auto ann = at.take_seat(at.ann);
  at.join_since(ann, 2, "first");

  CHECK(at.story() == words{"replayed 3 head 3"});
  CHECK(std::holds_alternative<member_left>(at.joined()->entries.at(0)->body));
}

TEST_CASE("room: one that could not load does not say that somebody has left",
          "[actors][room]") {
  room_scene at;
  auto& door = *at.store.handles()->read_door;
  while (door.enter()) continue;
  at.start();

  auto left =
      at.ask<storage::done>(at.room, remove_room_member{nullptr, at.bob.id});

  CHECK(left->error().code == core::errc::busy);
}

TEST_CASE("room: stays while a session has it open", "[actors][room]") {
  room_scene at{short_lived()};
  auto bob = at.take_seat(at.bob);

  at.pass(60s);

  CHECK(at.registry.count<retire>() == 0);
}

TEST_CASE("room: a session that dies does not keep it", "[actors][room]") {
  room_scene at{short_lived()};
  auto bob = at.take_seat(at.bob);
  at.crash(*bob.session);

  at.pass(21s);

  CHECK(at.registry.count<retire>() == 1);
}

TEST_CASE("room: stays while an append is under way", "[actors][room]") {
  room_scene at{short_lived()};
  auto bob = at.take_seat(at.bob);
  at.store.writes().shut();
  at.say(bob, "hello");
  at.send(at.room, close_room{*bob.session});

  at.pass(60s);
  CHECK(at.registry.count<retire>() == 0);
  at.store.writes().open();
  at.pass(20s);

  CHECK(at.registry.count<retire>() == 1);
}

TEST_CASE("room: one that may not retire serves on and asks again",
          "[actors][room]") {
  room_scene at{short_lived()};
  at.pass(11s);
  REQUIRE(at.registry.count<retire>() == 1);

  at.send(at.room, may_retire{false});
  auto bob = at.take_seat(at.bob);
  CHECK(bob.opened->handle == at.room);
  at.send(at.room, close_room{*bob.session});
  at.pass(21s);

  CHECK(at.registry.count<retire>() == 2);
}

TEST_CASE("room: a new life knows members, epoch and number of the former",
          "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.say(bob, "one");
  at.send(at.room, stop_child{});
  CHECK_FALSE(at.alive(at.room));
  at.start();
  at.open(bob);
  at.forget();

  at.join_since(bob, 2, "first");
  at.say(bob, "two");

  CHECK(at.story() ==
        words{"hold", "replayed 3 head 3", "stored two 4", "message 4"});
}

TEST_CASE("room: a stop waits for what is being stored", "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  at.store.writes().shut();
  at.say(bob, "hello");
  at.forget();

  at.send(at.room, stop_child{});
  CHECK(at.alive(at.room));
  at.say(bob, "too late");
  CHECK(at.story() == words{"refused too late SERVER_DRAINING"});
  at.forget();
  at.store.writes().open();

  CHECK(at.story() == words{"stored hello 3", "message 3"});
  CHECK_FALSE(at.alive(at.room));
}

TEST_CASE("room: who opens it while it stops is told to come back",
          "[actors][room]") {
  room_scene at;
  auto ann = at.take_seat(at.ann);
  at.store.writes().shut();
  at.say(ann, "hello");
  at.send(at.room, stop_child{});

  auto bob = at.take_seat(at.bob);

  CHECK(bob.opened->why.code == core::errc::draining);
}

TEST_CASE("room: a crash answers everyone who waits for an append",
          "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);
  at.store.writes().shut();
  at.say(bob, "hello");
  auto posted = at.ask<core::message>(
      at.room, post_message{identity_of(at.ann),
                            send_message{"hi", {}, {}, {}, {}, {}}});

  at.crash(at.room);

  CHECK(at.story() == words{"refused hello UNAVAILABLE"});
  CHECK(posted->error().code == core::errc::unavailable);
}

TEST_CASE("room: a crash answers who waits for a removal", "[actors][room]") {
  room_scene at;
  auto removed = at.ask<storage::done>(
      at.room, remove_room_member{identity_of(at.ann), at.bob.id});
  REQUIRE_FALSE(removed.came());

  at.crash(at.room);

  CHECK(removed->error().code == core::errc::unavailable);
}

TEST_CASE("room: a session that opens it twice counts once", "[actors][room]") {
  room_scene at{short_lived()};
  auto bob = at.take_seat(at.bob);
  at.open(bob);
  at.send(at.room, close_room{*bob.session});

  at.pass(21s);

  CHECK(at.registry.last<retire>().handled == 2);
}

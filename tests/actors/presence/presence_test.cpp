// Devices, rooms and choices: actors/presence/presence.cpp, presence_store.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/presence/lookout.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using status = core::presence_status;
using words = std::vector<std::string>;

// -- devices ------------------------------------------------------------------

TEST_CASE("presence: a room learns of who comes and goes",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.tick();
  CHECK(lookout::told(at.room).empty());

  at.online(at.ann, phone, at.session);
  at.tick();
  at.offline(at.ann, phone);
  const auto left = at.wall;
  at.tick();

  CHECK(lookout::told(at.room) == words{"online", "offline"});
  auto last = at.room.last<user_status>();
  CHECK(last.user == at.ann.id);
  CHECK_FALSE(last.here);
  CHECK(last.shown.last_seen == left);
}

TEST_CASE("presence: the first change is told at once, then one a moment",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);

  for (int i = 0; i < 10; ++i) {
    at.online(at.ann, phone, at.session);
    at.offline(at.ann, phone);
  }
  CHECK(lookout::told(at.room) == words{"online"});
  at.tick();
  CHECK(lookout::told(at.room) == words{"online", "offline"});
  for (int i = 0; i < 10; ++i) {
    at.offline(at.ann, phone);
    at.online(at.ann, phone, at.session, i % 2 == 0);
  }
  at.tick();

  CHECK(lookout::told(at.room) == words{"online", "offline", "online"});
}

TEST_CASE("presence: a room that comes later learns who is there",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);
  at.tick();

  at.watch(at.ann, at.room);

  CHECK(lookout::told(at.room) == words{"online"});
}

TEST_CASE("presence: a user is there while any device is",
          "[actors][presence]") {
  lookout at;
  probe on_laptop{at};
  at.watch(at.ann, at.room);

  at.online(at.ann, phone, at.session);
  at.online(at.ann, laptop, on_laptop);
  at.tick();
  at.offline(at.ann, phone);
  at.tick();
  CHECK(lookout::told(at.room) == words{"online"});
  at.offline(at.ann, laptop);
  at.tick();

  CHECK(lookout::told(at.room) == words{"online", "offline"});
}

TEST_CASE("presence: a user is away when all devices are",
          "[actors][presence]") {
  lookout at;
  probe on_laptop{at};
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session, true);
  at.online(at.ann, laptop, on_laptop);
  at.tick();

  at.online(at.ann, laptop, on_laptop, true);
  at.tick();
  at.online(at.ann, phone, at.session);
  at.tick();

  CHECK(lookout::told(at.room) == words{"away", "online", "away", "online"});
}

TEST_CASE("presence: a session that dies leaves no ghost",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.tick();

  at.crash(at.session);
  at.tick();

  CHECK(lookout::told(at.room) == words{"online", "offline"});
}

TEST_CASE("presence: the death of one session leaves the other device there",
          "[actors][presence]") {
  lookout at;
  probe on_laptop{at};
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.online(at.ann, laptop, on_laptop);

  at.crash(at.session);
  at.tick();

  CHECK(lookout::told(at.room) == words{"online"});
}

TEST_CASE("presence: a device that returns with a new session is there",
          "[actors][presence]") {
  lookout at;
  probe present{at};
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);

  at.online(at.ann, phone, present);  // before the former's death is known
  at.crash(at.session);
  at.tick();
  CHECK(lookout::told(at.room) == words{"online"});
  at.crash(present);
  at.tick();

  CHECK(lookout::told(at.room) == words{"online", "offline"});
}

// -- leases -------------------------------------------------------------------

TEST_CASE("presence: a device of which no edge knows ends with its lease",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);

  for (int i = 0; i < 10; ++i) {
    at.wait(30s);
    at.alive({phone});
  }
  CHECK(lookout::told(at.room) == words{"online"});
  at.wait(74s);
  CHECK(lookout::told(at.room) == words{"online"});
  at.wait(3s);

  CHECK(lookout::told(at.room) == words{"online", "offline"});
}

TEST_CASE("presence: a device that it does not know is asked",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);

  at.alive({phone, laptop});

  auto asked = at.registry.all<tell_if_live>();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].to == child_key::of(laptop));
  CHECK(asked[0].content.match_elements<announce_again>());
}

TEST_CASE("presence: what a former session says late means nothing",
          "[actors][presence]") {
  lookout at;
  probe later{at};
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.online(at.ann, phone, later);

  at.send(at.presence,
          device_offline{at.ann.id, phone, caf::actor{at.session}.address()});
  at.tick();

  CHECK(lookout::told(at.room) == words{"online"});
}

TEST_CASE("presence: after a crash nobody is said to be gone too early",
          "[actors][presence]") {
  presence_settings settings;
  settings.restarted = true;
  lookout at{settings};
  at.send(at.presence, watch_user{at.ann.id, at.room, true});
  at.send(at.presence, watch_user{at.bob.id, at.room, true});

  at.wait(30s);
  CHECK(lookout::told(at.room).empty());
  at.online(at.ann, phone, at.session);
  at.tick();
  CHECK(lookout::told(at.room) == words{"online"});
  at.wait(6s);

  CHECK(lookout::told(at.room) == words{"online", "offline"});
  CHECK(at.room.last<user_status>().user == at.bob.id);
}

// -- rooms --------------------------------------------------------------------

TEST_CASE("presence: a room that asks again is told even that nobody is there",
          "[actors][presence]") {
  lookout at;
  at.watch(at.bob, at.room);

  at.send(at.presence, watch_user{at.ann.id, at.room, true});
  at.tick();

  CHECK(lookout::told(at.room) == words{"offline"});
  CHECK(at.room.last<user_status>().user == at.ann.id);
}

TEST_CASE("presence: a room that looked away is told no more",
          "[actors][presence]") {
  lookout at;
  probe other{at};
  at.watch(at.ann, at.room);
  at.watch(at.ann, at.room);
  at.watch(at.ann, other);

  at.unwatch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.tick();

  CHECK(lookout::told(at.room).empty());
  CHECK(lookout::told(other) == words{"online"});
}

TEST_CASE("presence: a room that dies is forgotten with all it looked at",
          "[actors][presence]") {
  lookout at;
  probe bobs{at};
  at.watch(at.ann, at.room);
  at.watch(at.bob, at.room);
  at.crash(at.room);

  probe reborn{at};
  at.watch(at.ann, reborn);
  at.online(at.ann, phone, at.session);
  at.online(at.bob, laptop, bobs);
  at.tick();

  CHECK(lookout::told(reborn) == words{"online"});
  CHECK(lookout::told(at.room).empty());
}

// -- choices ------------------------------------------------------------------

TEST_CASE("presence: what is chosen holds on all devices and outlives a life",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.tick();

  at.choose(at.ann, {status::busy, "in a meeting"});
  CHECK(at.answers() == words{"c"});
  at.tick();
  CHECK(lookout::told(at.room) == words{"online", "busy in a meeting"});

  at.crash(at.presence);
  at.start();
  at.room.forget();
  at.watch(at.ann, at.room);
  at.online(at.ann, laptop, at.session);
  at.tick();
  CHECK(lookout::told(at.room) == words{"busy in a meeting"});
  at.choose(at.ann, {status::online, ""});
  at.tick();
  CHECK(lookout::told(at.room) == words{"busy in a meeting", "online"});
}

TEST_CASE("presence: who is invisible looks offline, and was seen last then",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.tick();

  at.choose(at.ann, {status::invisible});
  const auto left = at.wall;
  at.tick();
  at.wait(10min);
  at.alive({phone});
  at.offline(at.ann, phone);
  at.wait(1min);

  CHECK(lookout::told(at.room) == words{"online", "offline", "offline"});
  for (const auto& each : at.room.all<user_status>())
    if (each.shown.status == status::offline)
      CHECK(each.shown.last_seen == left);
  CHECK(at.stored_seen(at.ann) == left);
}

TEST_CASE("presence: who comes back invisible is not seen to come",
          "[actors][presence]") {
  lookout at;
  at.choose(at.ann, {status::invisible});
  const auto before = at.stored_seen(at.ann);
  at.crash(at.presence);
  at.start();
  at.store.reads().shut();
  at.watch(at.ann, at.room);

  at.online(at.ann, phone, at.session);
  at.tick();
  CHECK(lookout::told(at.room).empty());
  at.store.reads().open();
  at.tick();
  at.offline(at.ann, phone);
  at.wait(1min);

  for (const auto& each : lookout::told(at.room)) CHECK(each == "offline");
  CHECK(at.stored_seen(at.ann) == before);
}

TEST_CASE("presence: a choice ends at its time", "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.choose(at.ann, {status::busy, "lunch", at.wall + 1min});
  at.tick();
  CHECK(lookout::told(at.room) == words{"online", "busy lunch"});

  at.wait(58s);
  CHECK(lookout::told(at.room) == words{"online", "busy lunch"});
  at.wait(5s);

  CHECK(lookout::told(at.room) == words{"online", "busy lunch", "online"});
}

TEST_CASE("presence: a wish that is not stored is not shown",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.tick();
  auto stranger = at.ann;
  stranger.id = core::user_id::make();

  at.choose(stranger, {status::busy});
  CHECK(at.answers() == words{"NOT_FOUND"});
  at.store.writes().shut();
  at.choose(at.ann, {status::busy});
  at.tick();
  CHECK(lookout::told(at.room) == words{"online"});
  at.store.writes().open();
  at.tick();

  CHECK(lookout::told(at.room) == words{"online", "busy"});
}

TEST_CASE("presence: wishes before it knows the user wait, so many",
          "[actors][presence]") {
  lookout at;
  at.store.reads().shut();
  for (int i = 0; i < 17; ++i)
    at.choose(at.ann, {status::busy, std::to_string(i)}, std::to_string(i));
  CHECK(at.answers() == words{"SERVER_BUSY"});

  at.store.reads().open();
  at.online(at.ann, phone, at.session);
  at.watch(at.ann, at.room);
  at.tick();

  CHECK(at.answers().size() == 17);
  CHECK(lookout::told(at.room) == words{"busy 15"});
}

// -- last seen ----------------------------------------------------------------

TEST_CASE("presence: when somebody was seen is stored a moment later",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);
  at.tick();
  at.offline(at.ann, phone);
  const auto left = at.wall;

  at.wait(15s);

  CHECK(at.stored_seen(at.ann) == left);
}

TEST_CASE("presence: who stays is stored as seen now and then",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);
  at.tick();

  std::vector<core::timestamp> stored;
  for (int i = 0; i < 40; ++i) {
    at.wait(30s);
    at.alive({phone});
    at.wait(15s);
    if (stored.empty() || stored.back() != at.stored_seen(at.ann))
      stored.push_back(at.stored_seen(at.ann));
  }

  CHECK(stored.size() >= 4);
  CHECK(stored.size() <= 8);
  CHECK(at.wall - stored.back() <= 6min);
}

TEST_CASE("presence: an orderly end stores what it knows",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);
  at.tick();
  at.offline(at.ann, phone);
  const auto left = at.wall;

  at.send(at.presence, stop_child{});

  CHECK_FALSE(at.stage::alive(at.presence));
  CHECK(at.stored_seen(at.ann) == left);
}

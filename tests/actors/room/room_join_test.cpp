// Joining a room and coming back to it: actors/room/room_commands.cpp.

#include <catch2/catch.hpp>

#include "tests/actors/room/room_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// A room that keeps few entries in memory, so that the store is asked.
room_settings forgetful(std::size_t ring_entries = 2) {
  room_settings settings;
  settings.ring_entries = ring_entries;
  return settings;
}

}  // namespace

TEST_CASE("room: a first join is answered with a view of the room",
          "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);

  at.join(bob);

  CHECK(at.story() == words{"snapshot head 2"});
  auto view = at.joined();
  CHECK(view->epoch == "first");
  CHECK(view->members->total == 2);
  CHECK(at.edges[0]->last<release>().answer.to.ack == "j");
}

TEST_CASE("room: a view shows the newest messages, oldest first",
          "[actors][room]") {
  room_settings settings;
  settings.snapshot_messages = 2;
  room_scene at{settings};
  auto ann = at.take_seat(at.ann);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);
  at.forget();

  at.join(ann);

  CHECK(at.story() == words{"snapshot 4 5 head 5"});
}

TEST_CASE("room: a new life shows what the former one stored",
          "[actors][room]") {
  room_scene at;
  auto ann = at.take_seat(at.ann);
  at.say(ann, "one");
  at.crash(at.room);
  at.start();
  auto bob = at.take_seat(at.bob);
  at.forget();

  at.join(bob);

  CHECK(at.story() == words{"snapshot 3 head 3"});
}

TEST_CASE("room: who has seen everything misses nothing", "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);

  at.join_since(bob, 2, "first");

  CHECK(at.story() == words{"replayed head 2"});
  CHECK(at.metrics->resume_replayed.value() == 1);
}

TEST_CASE("room: missed entries come from memory without a wait",
          "[actors][room]") {
  room_scene at;
  auto ann = at.take_seat(at.ann);
  at.say(ann, "one");
  at.say(ann, "two");
  at.forget();
  at.store.reads().shut();

  at.join_since(ann, 3);

  CHECK(at.story() == words{"replayed 4 head 4"});
}

TEST_CASE("room: missed entries come from the store when memory has not all",
          "[actors][room]") {
  room_scene at{forgetful()};
  auto ann = at.take_seat(at.ann);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);
  at.forget();

  at.join_since(ann, 1);

  CHECK(at.story() == words{"hold", "replayed 2 3 4 5 head 5"});
  auto first = at.joined()->entries.front();
  CHECK(std::holds_alternative<member_joined>(first->body));
}

TEST_CASE("room: what happens during the replay is neither lost nor doubled",
          "[actors][room]") {
  room_scene at{forgetful()};
  auto ann = at.take_seat(at.ann);
  auto bob = at.take_seat(at.bob);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);
  at.forget();
  at.store.reads().shut();
  at.join_since(bob, 2);
  at.say(ann, "four");
  at.say(ann, "five");
  CHECK(at.story() == words{"hold", "stored four 6", "message 6",
                            "stored five 7", "message 7"});
  at.forget();

  at.store.reads().open();

  // The answer ends where the held events begin.
  CHECK(at.story() == words{"replayed 3 4 5 head 5"});
}

TEST_CASE("room: more missed than is replayed gives a fresh view",
          "[actors][room]") {
  auto settings = forgetful();
  settings.replay_entries = 3;
  room_scene at{settings};
  auto ann = at.take_seat(at.ann);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);
  at.forget();

  at.join_since(ann, 1);
  CHECK(at.joined()->recovered == recovery::snapshot);
  at.join_since(ann, 2);

  CHECK(at.joined()->recovered == recovery::replayed);
  CHECK(at.metrics->resume_snapshot.value() == 1);
}

TEST_CASE("room: a replay of too many bytes gives a fresh view",
          "[actors][room]") {
  auto settings = forgetful();
  settings.replay_bytes = 1000;
  settings.ring_bytes = 5000;
  room_scene at{settings};
  auto ann = at.take_seat(at.ann);
  for (int i = 0; i < 5; ++i) at.say(ann, std::string(900, 'x'));
  at.forget();

  at.join_since(ann, 2);

  CHECK(at.joined()->recovered == recovery::snapshot);
  CHECK(at.joined()->seq == 7);
}

TEST_CASE("room: an offset of another log is gone", "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);

  at.join_since(bob, 1, "another");
  CHECK(at.joined()->recovered == recovery::gone);
  at.join_since(bob, 99);

  CHECK(at.joined()->recovered == recovery::gone);
  CHECK(at.joined()->seq == 2);
  CHECK(at.metrics->resume_gone.value() == 2);
}

TEST_CASE("room: a hold that overflowed is answered with a fresh view",
          "[actors][room]") {
  room_scene at{forgetful()};
  auto ann = at.take_seat(at.ann);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);
  at.forget();

  at.send(at.room, hold_overflowed{at.lobby.id, {ann.connection, "j", "e"}});

  CHECK(at.story() == words{"snapshot 3 4 5 head 5"});
}

TEST_CASE("room: when the replay cannot be read the join fails and holds none",
          "[actors][room]") {
  room_scene at{forgetful()};
  auto ann = at.take_seat(at.ann);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);
  at.forget();
  at.store.reads().shut();
  at.join_since(ann, 1);

  at.pass(31s);

  CHECK(at.story() == words{"hold", "unsubscribe", "refused j UNAVAILABLE"});
}

// -- who may ------------------------------------------------------------------

TEST_CASE("room: a group's member becomes a member by joining an open room",
          "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  auto cid = at.take_seat(at.cid, 1);
  at.forget();

  at.join(cid);

  // The others see it; the newcomer's own view has it already.
  CHECK(at.story(0) == words{"came 3"});
  CHECK(at.story(1) == words{"snapshot head 3"});
  CHECK(at.joined(1)->members->total == 3);
}

TEST_CASE("room: on one edge the others learn of a newcomer before the answer",
          "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);
  at.join(bob);
  auto cid = at.take_seat(at.cid);
  at.forget();

  at.join(cid);

  CHECK(at.story() == words{"came 3", "snapshot head 3"});
}

TEST_CASE("room: two sockets of a newcomer join at once and come once",
          "[actors][room]") {
  room_scene at;
  auto one = at.take_seat(at.cid);
  auto two = at.take_seat(at.cid, 1);
  at.post_act(one, join_channel{}, "a");
  at.post_act(two, join_channel{}, "b");

  at.run();

  CHECK(at.joined(0)->seq == 3);
  CHECK(at.joined(1)->seq == 3);
  CHECK(at.joined(1)->members->total == 3);
}

TEST_CASE("room: who only returns becomes no member by it", "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);
  auto cid = at.take_seat(at.cid);
  join_channel back;
  back.since = 2;
  back.returns = true;

  at.post_act(cid, back, "c");
  at.post_act(bob, back, "b");
  at.run();

  CHECK(at.story() == words{"refused c NOT_FOUND", "replayed head 2"});
}

TEST_CASE("room: strangers are told there is no such room", "[actors][room]") {
  room_scene at;
  auto eve = at.take_seat(at.eve);

  at.join(eve);

  CHECK(at.story() == words{"refused j NOT_FOUND"});
}

TEST_CASE("room: a closed room lets only its members in", "[actors][room]") {
  room_scene at{{}, core::visibility::closed};
  auto bob = at.take_seat(at.bob);
  auto cid = at.take_seat(at.cid);

  at.join(cid);
  at.join(bob);

  CHECK(at.story() == words{"refused j NOT_FOUND", "snapshot head 2"});
}

TEST_CASE("room: a store that does not answer is no reason to say not found",
          "[actors][room]") {
  room_scene at;
  auto cid = at.take_seat(at.cid);
  at.store.reads().shut();
  at.join(cid);

  at.pass(31s);

  CHECK(at.story() == words{"refused j UNAVAILABLE"});
}

// -- leaving before the answer ------------------------------------------------

TEST_CASE("room: who leaves while being admitted is not let into the feed",
          "[actors][room]") {
  room_scene at;
  auto cid = at.take_seat(at.cid);
  at.store.reads().shut();
  at.join(cid);
  at.leave(cid);
  at.forget();

  at.store.reads().open();

  CHECK(at.edges[0]->count<release>() == 0);
  CHECK(at.edges[0]->last<reply>().to.ack == "j");
}

TEST_CASE("room: nobody comes in who was banned or left the group meanwhile",
          "[actors][room]") {
  room_scene at;
  auto cid = at.take_seat(at.cid);
  at.store.writes().shut();

  SECTION("banned") {
    at.ask<storage::done>(
        at.room, restrict_user{identity_of(at.ann), at.cid.id, {}, {}, {}});
    at.join(cid);
    at.store.writes().open();
    CHECK(at.story() == words{"refused j FORBIDDEN"});
  }
  SECTION("out of the group") {
    at.join(cid);
    at.store.write(storage::remove_group_member{at.group.id, at.cid.id});
    at.store.writes().open();
    CHECK(at.story() == words{"refused j NOT_FOUND"});
  }
  CHECK(at.store.read(storage::load_room{at.lobby.id})->members.size() == 2);
}

TEST_CASE("room: strangers neither keep it open nor are they present",
          "[actors][room]") {
  room_settings settings;
  settings.presence_crowd = 2;
  room_scene at{settings};
  auto ann = at.take_seat(at.ann);
  auto bob = at.take_seat(at.bob);
  auto eve = at.take_seat(at.eve);
  at.join(ann);
  at.forget();
  for (const auto& each : {at.ann, at.eve})
    at.send(at.room, at.status_of(each.id, true));
  CHECK(at.story() == words{"online"});
  at.join(ann);
  REQUIRE(at.joined()->present.size() == 1);
  CHECK(at.joined()->present.front().who == at.ann.id);

  at.join(eve);
  CHECK(eve.session->count<room_ended>() == 1);
  CHECK(ann.session->count<room_ended>() == 0);
}

TEST_CASE("room: an answer to a held join says that it was held",
          "[actors][room]") {
  room_scene at{forgetful()};
  auto ann = at.take_seat(at.ann);
  for (auto text : {"one", "two", "three"}) at.say(ann, text);

  at.join_since(ann, 1);
  CHECK(at.edges[0]->last<release>().held);
  at.send(at.room, hold_overflowed{at.lobby.id, {ann.connection, "j", "e"}});
  CHECK(at.edges[0]->last<release>().held);
  at.join_since(ann, 5);
  CHECK_FALSE(at.edges[0]->last<release>().held);
}

// -- sessions that are told to forget the room
// ---------------------------------

TEST_CASE("room: a join that crossed the end of its opening is to be repeated",
          "[actors][room]") {
  room_scene at;
  auto eve = at.take_seat(at.eve);
  at.join(eve);
  CHECK(eve.session->count<room_ended>() == 1);
  at.store.add_to_group(at.group, at.eve);
  at.ask<core::room_member>(
      at.room, add_room_member{identity_of(at.ann), at.eve.id, {}});
  at.forget();

  at.join(eve);
  at.join_by(eve, signal_typing{true}, "t");
  CHECK(at.story() == words{"refused j UNAVAILABLE", "refused t UNAVAILABLE"});
  at.forget();
  at.open(eve);
  at.join(eve);

  CHECK(at.story() == words{"snapshot head 3"});
}

TEST_CASE("room: who was dismissed while being let in joins again",
          "[actors][room]") {
  room_scene at;
  auto cid = at.take_seat(at.cid);
  at.store.reads().shut();
  at.join(cid);
  at.send(at.room, close_room{*cid.session});
  at.forget();

  at.store.reads().open();
  CHECK(at.edges[0]->count<release>() == 0);
  CHECK(at.story() == words{"refused j UNAVAILABLE"});
  at.forget();
  at.open(cid);
  at.join(cid);

  CHECK(at.story() == words{"snapshot head 3"});
}

TEST_CASE("room: nobody is dismissed whose other socket is being let in",
          "[actors][room]") {
  room_scene at;
  auto one = at.take_seat(at.cid);
  auto two = at.take_seat(at.cid, 1);
  at.store.reads().shut();
  at.join(one);
  join_channel back;
  back.returns = true;

  at.act(two, back, "b");
  CHECK(at.story(1) == words{"refused b NOT_FOUND"});
  CHECK(one.session->count<room_ended>() == 0);
  at.store.reads().open();

  CHECK(at.story(0) == words{"snapshot head 3"});
  CHECK(one.session->count<room_ended>() == 0);
}

TEST_CASE("room: it says which opening has ended", "[actors][room]") {
  room_scene at;
  auto eve = at.take_seat(at.eve);
  at.request<room_opened>(at.room,
                          open_room{at.lobby.id, eve.who, *eve.session, 7});

  at.join(eve);

  CHECK(eve.session->last<room_ended>().opening == 7);
}

// -- edges --------------------------------------------------------------------

TEST_CASE("room: tells only the edges that listen", "[actors][room]") {
  room_scene at;
  auto ann = at.take_seat(at.ann, 0);
  auto bob = at.take_seat(at.bob, 1);
  at.join(bob);
  at.forget();

  at.say(ann, "one");
  CHECK(at.story(0) == words{"stored one 3"});
  CHECK(at.story(1) == words{"message 3"});
}

TEST_CASE("room: an edge whose last socket left is not told any more",
          "[actors][room]") {
  room_scene at;
  auto ann = at.take_seat(at.ann, 0);
  auto bob = at.take_seat(at.bob, 1);
  at.join(bob);
  at.send(at.room, edge_idle{1, 1});
  at.forget();

  at.say(ann, "one");

  CHECK(at.story(1).empty());
}

TEST_CASE("room: an edge that went idle before it saw the newest join listens",
          "[actors][room]") {
  room_scene at;
  auto ann = at.take_seat(at.ann, 0);
  auto bob = at.take_seat(at.bob, 1);
  at.join(bob);
  at.join(bob);
  at.send(at.room, edge_idle{1, 1});  // the second is still on its way
  at.forget();

  at.say(ann, "one");

  CHECK(at.story(1) == words{"message 3"});
}

// -- joining by speaking ------------------------------------------------------

namespace {

send_message saying(const std::string& text) {
  send_message what;
  what.content = text;
  return what;
}

}  // namespace

TEST_CASE("room: who joins by a message hears it, and is answered once",
          "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);

  at.join_by(bob, saying("hi"), "hi");

  CHECK(at.story() == words{"snapshot head 2", "stored hi 3", "message 3"});
  auto joined = at.edges[0]->last<release>().answer.to;
  CHECK(joined.ack.empty());
  CHECK(joined.words == room_words::session);
}

TEST_CASE("room: who joins by typing is answered once", "[actors][room]") {
  room_scene at;
  auto bob = at.take_seat(at.bob);

  at.join_by(bob, signal_typing{true}, "t");

  CHECK(at.story() == words{"snapshot head 2", "typing", "ok t"});
}

TEST_CASE("room: who becomes a member by a message, speaks as one",
          "[actors][room]") {
  room_scene at;
  auto cid = at.take_seat(at.cid);

  at.join_by(cid, saying("hi"), "hi");

  CHECK(at.story() == words{"snapshot head 3", "stored hi 4", "message 4"});
}

TEST_CASE("room: a stranger's message neither joins nor is said",
          "[actors][room]") {
  room_scene at;
  auto eve = at.take_seat(at.eve);

  at.join_by(eve, saying("hi"), "hi");

  CHECK(at.story() == words{"refused hi NOT_FOUND"});
}

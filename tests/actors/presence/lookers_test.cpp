// Who looks at whom, and what they are told: actors/presence/
// presence_lookers.cpp.

#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/actors/presence/lookout.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using status = core::presence_status;
using audience = core::presence_audience;
using words = std::vector<std::string>;

namespace {

const auto socket_1 = connection_id::of(0, 1, 1);
const auto socket_2 = connection_id::of(1, 2, 1);

/// Sets who may see somebody, as the store and the routes do.
void allow(lookout& at, const core::user& who, audience to) {
  at.store.write(storage::set_presence_audience{who.id, to});
  at.send(at.presence, privacy_changed{who.id});
}

void block(lookout& at, const core::user& by, const core::user& whom,
           bool blocked = true) {
  at.store.write(storage::set_block{by.id, whom.id, blocked, core::now()});
  at.send(at.presence, privacy_changed{by.id});
}

}  // namespace

TEST_CASE("presence: who looks is told what is, and what becomes",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);
  at.tick();

  at.look(at.bob, socket_1, {at.ann.id, at.cid.id});
  CHECK(at.answers() == words{"l"});
  at.tick();
  auto first = at.seen_at(socket_1);
  std::ranges::sort(first);
  CHECK(first == words{"ann online", "cid offline"});
  at.offline(at.ann, phone);
  at.tick();

  CHECK(at.seen_at(socket_1).back() == "ann offline");
  CHECK(at.seen_at(socket_1).size() == 3);
  CHECK(at.seen_at(socket_2).empty());
}

TEST_CASE("presence: nobody is told who does not look", "[actors][presence]") {
  lookout at;

  at.online(at.ann, phone, at.session);
  at.tick();
  at.offline(at.ann, phone);
  at.tick();

  for (const auto& edge : at.edges) CHECK(edge->count<tell_lookers>() == 0);
}

TEST_CASE("presence: each edge is told of all changes of a tick together",
          "[actors][presence]") {
  lookout at;
  probe bobs{at};
  at.look(at.cid, socket_1, {at.ann.id, at.bob.id});
  at.look(at.cid, socket_2, {at.ann.id});
  at.wait(1s);
  for (const auto& edge : at.edges) edge->forget();

  for (int i = 0; i < 20; ++i) {
    at.online(at.ann, phone, at.session, i % 2 == 0);
    at.online(at.bob, laptop, bobs);
  }
  at.tick();

  // The first at once, and all others at the tick.
  for (const auto& edge : at.edges) CHECK(edge->count<tell_lookers>() == 2);
  CHECK(at.seen_at(socket_1).size() == 3);
  CHECK(at.seen_at(socket_2) == words{"ann away", "ann online"});
}

TEST_CASE("presence: a look replaces the former, the kept ones are no news",
          "[actors][presence]") {
  lookout at;
  at.look(at.bob, socket_1, {at.ann.id});
  at.tick();
  CHECK(at.seen_at(socket_1) == words{"ann offline"});

  at.look(at.bob, socket_1, {at.ann.id, at.cid.id});
  at.tick();
  CHECK(at.seen_at(socket_1) == words{"ann offline", "cid offline"});
  at.look(at.bob, socket_1, {});
  at.online(at.ann, phone, at.session);
  at.tick();

  CHECK(at.seen_at(socket_1).size() == 2);
}

TEST_CASE("presence: a socket that is gone is told no more",
          "[actors][presence]") {
  lookout at;
  at.look(at.bob, socket_1, {at.ann.id});
  at.look(at.bob, socket_2, {at.ann.id});
  at.tick();
  for (const auto& edge : at.edges) edge->forget();

  SECTION("by itself") {
    at.send(at.presence, looker_gone{socket_1, at.viewer});
    at.online(at.ann, phone, at.session);
    at.tick();
    CHECK(at.seen_at(socket_2) == words{"ann online"});
  }
  SECTION("with its session") {
    at.crash(at.viewer);
    at.online(at.ann, phone, at.session);
    at.tick();
    CHECK(at.seen_at(socket_2).empty());
  }
  CHECK(at.seen_at(socket_1).empty());
}

TEST_CASE("presence: those who look are bounded in all", "[actors][presence]") {
  presence_settings few;
  few.most_interests = 3;
  lookout at{few};
  at.look(at.bob, socket_1, {at.ann.id, at.cid.id}, "one");

  at.look(at.bob, socket_2, {at.ann.id, at.cid.id}, "two");
  CHECK(at.answers() == words{"one", "SERVER_BUSY"});
  at.look(at.bob, socket_1, {at.cid.id}, "three");
  at.look(at.bob, socket_2, {at.ann.id, at.cid.id}, "four");

  auto answers = at.answers();
  CHECK(std::ranges::count(answers, "SERVER_BUSY") == 1);
}

TEST_CASE("presence: whom nobody knows looks offline", "[actors][presence]") {
  lookout at;
  at.look(at.bob, socket_1, {core::user_id::make()});
  at.tick();

  CHECK(at.seen_at(socket_1) == words{"? offline"});
  CHECK(at.find(at.bob, core::user_id::make())->error().code ==
        core::errc::not_found);
}

TEST_CASE("presence: what may come by two ways bears a number",
          "[actors][presence]") {
  lookout at;
  at.look(at.bob, socket_1, {at.ann.id});
  at.watch(at.ann, at.room);
  at.tick();

  at.online(at.ann, phone, at.session);
  at.tick();

  auto number = at.room.last<user_status>().once;
  CHECK(number != 0);
  CHECK(at.edges[0]->last<tell_lookers>().news->front().what->once == number);
  at.unwatch(at.ann, at.room);
  at.offline(at.ann, phone);
  at.tick();
  CHECK(at.edges[0]->last<tell_lookers>().news->front().what->once == 0);
}

// -- privacy ------------------------------------------------------------------

TEST_CASE("presence: whoever hides looks offline at once, and never was",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.look(at.bob, socket_1, {at.ann.id});
  at.tick();
  CHECK(at.seen_at(socket_1) == words{"ann online"});

  allow(at, at.ann, audience::nobody);
  at.tick();
  CHECK(at.seen_at(socket_1) == words{"ann online", "ann offline"});
  auto hidden = std::get<presence_changed>(
      at.edges[0]->last<tell_lookers>().news->front().what->body);
  CHECK(hidden.last_seen == core::timestamp{});
  CHECK(lookout::told(at.room) == words{"online", "offline"});
  CHECK(at.room.last<user_status>().here);
  at.choose(at.ann, {status::busy});
  at.tick();
  CHECK(at.seen_at(socket_1).size() == 2);

  allow(at, at.ann, audience::everyone);
  at.tick();
  CHECK(at.seen_at(socket_1).back() == "ann busy");
  CHECK(lookout::told(at.room).back() == "busy");
}

TEST_CASE("presence: to hide is a news of its own", "[actors][presence]") {
  lookout at;
  at.look(at.bob, socket_1, {at.ann.id});
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.tick();
  const auto before = at.room.last<user_status>().once;

  allow(at, at.ann, audience::nobody);
  at.tick();

  CHECK(at.room.last<user_status>().once > before);
  at.room.forget();
  allow(at, at.ann, audience::nobody);
  at.tick();
  CHECK(at.room.all<user_status>().empty());
}

TEST_CASE("presence: from whom somebody is blocked sees nothing",
          "[actors][presence]") {
  lookout at;
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session);
  at.look(at.bob, socket_1, {at.ann.id});
  at.look(at.cid, socket_2, {at.ann.id});
  at.tick();

  block(at, at.ann, at.bob);
  at.tick();

  CHECK(at.seen_at(socket_1) == words{"ann online", "ann offline"});
  CHECK(at.seen_at(socket_2) == words{"ann online"});
  CHECK(at.room.last<user_status>().hidden_from->contains(at.bob.id));
  block(at, at.ann, at.bob, false);
  at.tick();
  CHECK(at.seen_at(socket_1).back() == "ann online");
}

TEST_CASE("presence: who shows herself to her rooms is seen by those in them",
          "[actors][presence]") {
  lookout at;
  auto crew = at.store.add_group("crew", at.ann);
  at.store.add_to_group(crew, at.bob);
  auto lobby = at.store.add_room("lobby", crew, at.ann);
  at.store.add_to_room(lobby, at.bob);
  allow(at, at.ann, audience::shared_rooms);
  at.online(at.ann, phone, at.session);

  at.look(at.bob, socket_1, {at.ann.id});
  at.look(at.cid, socket_2, {at.ann.id});
  at.tick();
  CHECK(at.seen_at(socket_1) == words{"ann online"});
  CHECK(at.seen_at(socket_2) == words{"ann offline"});

  CHECK(at.find(at.bob, at.ann.id)->value().shown.status == status::online);
  CHECK(at.find(at.cid, at.ann.id)->value().shown.status == status::offline);

  // Who shares a room is looked up again before something is told.
  at.store.add_to_group(crew, at.cid);
  at.store.add_to_room(lobby, at.cid);
  at.store.write(storage::append_left{lobby.id, at.bob.id, core::now()});
  at.wait(61s);
  at.choose(at.ann, {status::busy});
  at.wait(1s);

  CHECK(at.seen_at(socket_1) == words{"ann online", "ann offline"});
  CHECK(at.seen_at(socket_2) == words{"ann offline", "ann busy"});
}

// -- explaining ---------------------------------------------------------------

TEST_CASE("presence: explains itself to the user and to admins",
          "[actors][presence]") {
  lookout at;
  auto root = at.store.add_admin("root");
  at.watch(at.ann, at.room);
  at.online(at.ann, phone, at.session, true);
  at.choose(at.ann, {status::invisible, "hush", at.wall + 1h});
  at.look(at.bob, socket_1, {at.ann.id});

  for (const auto& by : {at.ann, root}) {
    auto found = at.find(by, at.ann.id)->value();
    CHECK(found.shown.status == status::offline);
    CHECK(found.choice.status == status::invisible);
    CHECK(found.choice.text == "hush");
    CHECK(found.choice.until == at.wall + 1h);
    CHECK(found.rooms == 1);
    CHECK(found.lookers == 1);
    REQUIRE(found.devices.size() == 1);
    CHECK(found.devices[0].device == phone);
    CHECK(found.devices[0].away);
    CHECK(found.devices[0].until == at.wall + 75s);
  }
  auto found = at.find(at.bob, at.ann.id)->value();
  CHECK(found.shown.status == status::offline);
  CHECK(found.devices.empty());
  CHECK(found.choice == core::presence_choice{});
}

TEST_CASE("presence: who may not see is told what all strangers are",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);
  at.choose(at.ann, {status::busy, "x"});
  CHECK(at.find(at.bob, at.ann.id)->value().shown.text == "x");

  block(at, at.ann, at.bob);

  auto seen = at.find(at.bob, at.ann.id)->value().shown;
  CHECK(seen.status == status::offline);
  CHECK(seen.last_seen == core::timestamp{});
  CHECK(at.find(at.cid, at.ann.id)->value().shown.status == status::busy);
}

TEST_CASE("presence: a question waits for the store", "[actors][presence]") {
  lookout at;
  at.store.reads().shut();
  auto asked = at.find(at.bob, at.ann.id);
  CHECK_FALSE(asked.came());

  at.store.reads().open();

  CHECK(asked->value().shown.last_seen == at.ann.last_seen);
}

TEST_CASE("presence: of many it tells what the asker may see, in their order",
          "[actors][presence]") {
  lookout at;
  at.online(at.ann, phone, at.session);
  const auto nobody = core::user_id::make();
  block(at, at.ann, at.cid);
  at.store.reads().shut();
  auto asked =
      at.find_all(at.bob, {at.bob.id, nobody, at.ann.id, at.cid.id, at.ann.id});
  CHECK_FALSE(asked.came());
  at.store.reads().open();

  const auto seen = asked->value();
  REQUIRE(seen.size() == 5);
  CHECK(seen[0].status == status::offline);
  CHECK(seen[0].last_seen == at.bob.last_seen);
  CHECK(seen[1].who == nobody);
  CHECK(seen[1].last_seen == core::timestamp{});
  CHECK(seen[2].status == status::online);
  CHECK(seen[3].last_seen == at.cid.last_seen);
  CHECK(seen[4].status == status::online);
  CHECK(at.find_all(at.cid, {at.ann.id})->value()[0].status == status::offline);
  CHECK(at.find_all(at.bob, {})->value().empty());
}

TEST_CASE("presence: those who come while it is loaded are looked up as well",
          "[actors][presence]") {
  lookout at;
  auto crew = at.store.add_group("crew", at.ann);
  at.store.add_to_group(crew, at.bob);
  auto lobby = at.store.add_room("lobby", crew, at.ann);
  at.store.add_to_room(lobby, at.bob);
  at.store.write(
      storage::set_presence_audience{at.ann.id, audience::shared_rooms});
  at.store.reads().shut();
  at.online(at.ann, phone, at.session);

  auto asked = at.find(at.bob, at.ann.id);
  at.look(at.bob, socket_1, {at.ann.id});
  at.look(at.cid, socket_2, {at.ann.id});
  at.store.reads().open();
  at.tick();

  CHECK(asked->value().shown.status == status::online);
  CHECK(at.seen_at(socket_1) == words{"ann online"});
  CHECK(at.seen_at(socket_2) == words{"ann offline"});
}

TEST_CASE("presence: alerts know whom those who are here block",
          "[actors][presence]") {
  lookout at;
  at.store.write(storage::set_block{at.ann.id, at.bob.id, true, core::now()});
  CHECK_FALSE(at.blocks->blocks(at.ann.id, at.bob.id));

  at.online(at.ann, phone, at.session);

  CHECK(at.blocks->blocks(at.ann.id, at.bob.id));
  CHECK_FALSE(at.blocks->blocks(at.bob.id, at.ann.id));
  block(at, at.ann, at.cid);
  CHECK(at.blocks->blocks(at.ann.id, at.cid.id));
  block(at, at.ann, at.bob, false);
  CHECK_FALSE(at.blocks->blocks(at.ann.id, at.bob.id));
  at.tick();
  at.offline(at.ann, phone);
  at.wait(1s);
  CHECK_FALSE(at.blocks->blocks(at.ann.id, at.cid.id));
}

TEST_CASE("presence: what was noted of who is not here is forgotten",
          "[actors][presence]") {
  lookout at;
  at.blocks->add(at.ann.id, at.bob.id);

  at.send(at.presence, privacy_changed{at.ann.id});

  CHECK_FALSE(at.blocks->is_blocked(at.bob.id));
}

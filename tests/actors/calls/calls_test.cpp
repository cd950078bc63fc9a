#include <catch2/catch.hpp>

#include "tests/actors/calls/call_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// ann and bob with a device each.
struct pair_of_phones : call_scene {
  pair_of_phones() {
    open();
    a = phone_of(ann);
    b = phone_of(bob);
  }
  std::unique_ptr<phone> a, b;
};

/// ann, bob and cid with a device each, and a channel.
struct three_of_phones : call_scene {
  explicit three_of_phones(const core::call_rules& rules = {}) {
    settings.rules = rules;
    for (const auto* each : {&bob, &cid}) {
      store.add_to_group(group, *each);
      store.add_to_room(channel, *each);
    }
    open();
    a = phone_of(ann);
    b = phone_of(bob);
    c = phone_of(cid);
  }
  core::group group = store.add_group("g", ann);
  core::room channel = store.add_room("c", group, ann);
  std::unique_ptr<phone> a, b, c;
};

/// Of ann and bob, who talked until a moment ago.
core::call ended_call(core::room_id room, call_scene& at) {
  core::call over;
  over.id = core::call_id::make();
  over.room = room;
  over.status = core::call_status::ended;
  over.reason = core::call_reason::hung_up;
  over.ended_by = at.ann.id;
  over.created_at = core::now() - 10s;
  over.answered_at = over.created_at;
  over.ended_at = core::now() - 1s;
  over.parties = {{{at.ann.id, "ann", ""}}, {{at.bob.id, "bob", ""}}};
  for (auto& each : over.parties) {
    each.state = core::party_state::left;
    each.left_at = over.ended_at;
  }
  return over;
}

core::errc code(const call_scene::said& what) { return what->error().code; }

}  // namespace

// -- between two --------------------------------------------------------------

TEST_CASE("calls: one is kept before it rings", "[actors][calls]") {
  pair_of_phones at;
  at.store.writes().shut();
  auto asked = at.ask_later(*at.a, invite_to_call{at.bob.id, {}});
  at.run();
  CHECK(at.told(*at.b).empty());

  at.store.writes().open();

  REQUIRE(asked->has_value());
  auto call = (*asked)->value();
  CHECK(at.told(*at.b) == names{"incoming"});
  CHECK(at.told(*at.a) == names{"ringing"});
  CHECK(at.status(call->id) == "ringing");
  CHECK(at.metrics->calls.value() == 1);
}

TEST_CASE("calls: what the store does not take does not ring",
          "[actors][calls]") {
  pair_of_phones at;
  auto first = at.kept(at.ring(*at.a, at.bob));
  at.say(*at.a, end_call{}, first.id);
  at.edge.forget();
  while (at.store.handles()->write_door->enter()) {
  }

  auto said = at.say(*at.a, invite_to_call{{}, first.room});

  CHECK(code(said) == core::errc::busy);
  CHECK(at.told(*at.b).empty());
}

TEST_CASE("calls: answered, left, kept and noted in the room",
          "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.pass(2s);
  at.say(*at.b, accept_call{}, id);
  CHECK(at.status(id) == "accepted");
  at.pass(65s);

  at.say(*at.b, end_call{}, id);

  CHECK(at.told(*at.a) == names{"ringing", "accepted", "ended"});
  CHECK(at.told(*at.b) == names{"incoming", "accepted", "ended"});
  auto over = at.kept(id);
  CHECK(over.status == core::call_status::ended);
  CHECK(*over.ended_at - *over.answered_at == 65s);
  CHECK(at.log(over.room) == names{"Call, 1:05"});
  CHECK(at.is_settled());
  CHECK(at.metrics->calls.value() == 0);
  constexpr auto ended = static_cast<std::size_t>(core::call_status::ended) -
                         static_cast<std::size_t>(core::call_status::rejected);
  CHECK(at.metrics->calls_over[ended].value() == 1);
  CHECK(code(at.say(*at.a, end_call{}, id)) == core::errc::gone);
}

TEST_CASE("calls: nobody answers, and it is missed", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.pass(44s);
  CHECK(at.told(*at.b) == names{"incoming"});

  at.pass(1s);

  CHECK(at.told(*at.b) == names{"incoming", "missed"});
  CHECK(at.told(*at.a) == names{"ringing", "missed"});
  CHECK(at.status(id) == "missed");
  CHECK(at.log(at.kept(id).room) == names{"Missed call"});
}

TEST_CASE("calls: two who call each other are in one call", "[actors][calls]") {
  pair_of_phones at;
  at.store.reads().shut();
  auto one = at.ask_later(*at.a, invite_to_call{at.bob.id, {}});
  auto two = at.ask_later(*at.b, invite_to_call{at.ann.id, {}});
  at.run();

  at.store.reads().open();

  REQUIRE(one->has_value());
  REQUIRE(two->has_value());
  auto id = (*one)->value()->id;
  CHECK((*two)->value()->id == id);
  CHECK(at.status(id) == "accepted");
  CHECK(at.told(*at.a).back() == "accepted");
  CHECK(at.told(*at.b).back() == "accepted");
  CHECK(at.calls.size() == 1);
}

TEST_CASE("calls: the other devices learn that one answered",
          "[actors][calls]") {
  pair_of_phones at;
  auto tablet = at.phone_of(at.bob);
  auto laptop = at.phone_of(at.ann);
  auto id = at.ring(*at.a, at.bob);
  CHECK(at.told(*tablet) == names{"incoming"});

  at.say(*at.b, accept_call{}, id);

  CHECK(at.told(*tablet) == names{"incoming", "elsewhere"});
  CHECK(at.told(*laptop) == names{"ringing", "accepted"});
  at.say(*at.a, end_call{}, id);
  for (const auto* each : {at.a.get(), at.b.get(), tablet.get(), laptop.get()})
    CHECK(at.told(*each).back() == "ended");
}

TEST_CASE("calls: another device takes the call over", "[actors][calls]") {
  pair_of_phones at;
  auto tablet = at.phone_of(at.bob);
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);

  at.say(*tablet, accept_call{}, id);

  CHECK(at.told(*at.b).back() == "participants");
  at.say(*at.a, send_signal{{}, "\"hi\""}, id);
  CHECK(at.signals(*tablet) == names{"\"hi\""});
  CHECK(at.signals(*at.b).empty());
  at.drop(*at.b, id);
  at.pass(30s);
  CHECK(at.status(id) == "accepted");
}

TEST_CASE("calls: who is in a call is busy", "[actors][calls]") {
  pair_of_phones at;
  auto c = at.phone_of(at.cid);
  auto id = at.ring(*at.a, at.bob);

  auto said = at.say(*c, invite_to_call{at.bob.id, {}});

  CHECK(said->value()->status == core::call_status::busy);
  CHECK(at.told(*c) == names{"busy"});
  CHECK(at.told(*at.b) == names{"incoming"});
  CHECK(at.log(said->value()->room) == names{"Call while busy"});
  CHECK(code(at.say(*at.b, invite_to_call{at.cid.id, {}})) ==
        core::errc::conflict);
  at.say(*at.b, reject_call{}, id);
  CHECK(at.told(*at.a).back() == "rejected");
  auto again = at.say(*c, invite_to_call{at.bob.id, {}});
  CHECK(again->value()->status == core::call_status::ringing);
}

TEST_CASE("calls: who blocks is not called", "[actors][calls]") {
  pair_of_phones at;
  at.store.write(storage::set_block{at.bob.id, at.ann.id, true, core::now()});

  auto said = at.say(*at.a, invite_to_call{at.bob.id, {}});

  CHECK(code(said) == core::errc::forbidden);
  CHECK(at.told(*at.b).empty());
}

TEST_CASE("calls: strangers and impossible calls are refused",
          "[actors][calls]") {
  pair_of_phones at;
  auto c = at.phone_of(at.cid);
  auto id = at.ring(*at.a, at.bob);

  CHECK(code(at.say(*c, accept_call{}, id)) == core::errc::not_found);
  CHECK(code(at.say(*c, end_call{}, id)) == core::errc::not_found);
  CHECK(code(at.say(*c, send_signal{at.bob.id, "1"}, id)) ==
        core::errc::not_found);
  CHECK(code(at.say(*c, accept_call{}, core::call_id::make())) ==
        core::errc::gone);
  CHECK(code(at.say(*c, invite_to_call{at.cid.id, {}})) ==
        core::errc::invalid_request);
  CHECK(code(at.say(*c, invite_to_call{core::user_id::make(), {}})) ==
        core::errc::not_found);
  CHECK(code(at.say(*c, invite_to_call{{}, at.kept(id).room})) ==
        core::errc::not_found);
}

TEST_CASE("calls: somebody calls so often and no more", "[actors][calls]") {
  call_scene at{{1, 60s, 1}};
  at.open();
  auto a = at.phone_of(at.ann);
  auto id = at.ring(*a, at.bob);
  at.say(*a, cancel_call{}, id);

  auto said = at.say(*a, invite_to_call{at.bob.id, {}});

  CHECK(code(said) == core::errc::rate_limited);
  CHECK(said->error().retry_after_ms > 0);
}

TEST_CASE("calls: who left a call that goes on is free", "[actors][calls]") {
  three_of_phones at;
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  for (int i = 0; i < 2; ++i) {
    at.say(*at.a, end_call{}, id);
    at.say(*at.a, accept_call{}, id);
  }
  CHECK(code(at.say(*at.a, invite_to_call{at.cid.id, {}})) ==
        core::errc::conflict);

  at.say(*at.a, end_call{}, id);

  auto other = at.say(*at.a, invite_to_call{at.cid.id, {}});
  REQUIRE(other->has_value());
  CHECK(other->value()->status == core::call_status::ringing);
  CHECK(at.status(id) == "accepted");
}

TEST_CASE("calls: whom a full call refuses is free", "[actors][calls]") {
  core::call_rules narrow;
  narrow.most = 2;
  three_of_phones at{narrow};
  auto dan = at.store.add_user("dan");
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);

  for (int i = 0; i < 2; ++i)
    CHECK(code(at.say(*at.c, accept_call{}, id)) == core::errc::conflict);

  auto other = at.say(*at.c, invite_to_call{dan.id, {}});
  REQUIRE(other->has_value());
  CHECK(other->value()->status == core::call_status::ringing);
}

// -- signals ------------------------------------------------------------------

TEST_CASE("calls: signals wait for the answer, in order", "[actors][calls]") {
  pair_of_phones at;
  auto tablet = at.phone_of(at.bob);
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.a, send_signal{at.bob.id, "1"}, id);
  at.say(*at.a, send_signal{{}, "2"}, id);
  CHECK(at.signals(*at.b).empty());

  at.say(*at.b, accept_call{}, id);
  at.say(*at.a, send_signal{{}, "3"}, id);

  CHECK(at.signals(*at.b) == names{"1", "2", "3"});
  CHECK(at.signals(*tablet).empty());
  at.say(*at.b, send_signal{{}, "4"}, id);
  CHECK(at.signals(*at.a) == names{"4"});
  CHECK(code(at.say(*tablet, send_signal{{}, "5"}, id)) ==
        core::errc::conflict);
  CHECK(at.metrics->call_signals.value() == 4);
}

TEST_CASE("calls: so many signals wait and no more", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  for (std::size_t i = 0; i < core::waiting_signals::most; ++i)
    REQUIRE(at.say(*at.a, send_signal{{}, "1"}, id)->has_value());

  CHECK(code(at.say(*at.a, send_signal{{}, "1"}, id)) == core::errc::room_busy);
}

TEST_CASE("calls: signals for one of many leave room for others",
          "[actors][calls]") {
  three_of_phones at;
  auto id = at.ring(*at.a, at.channel.id);
  for (std::size_t i = 0; i < core::waiting_signals::most_of_many; ++i)
    REQUIRE(at.say(*at.a, send_signal{at.cid.id, "1"}, id)->has_value());

  CHECK(code(at.say(*at.a, send_signal{at.cid.id, "1"}, id)) ==
        core::errc::room_busy);
  at.say(*at.a, send_signal{at.bob.id, "2"}, id);
  at.say(*at.b, accept_call{}, id);
  CHECK(at.signals(*at.b) == names{"2"});
}

TEST_CASE("calls: who declines and comes later hears nothing stale",
          "[actors][calls]") {
  three_of_phones at;
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  at.say(*at.a, send_signal{at.cid.id, "stale"}, id);
  at.say(*at.c, reject_call{}, id);

  at.say(*at.c, accept_call{}, id);

  CHECK(at.signals(*at.c).empty());
}

TEST_CASE("calls: what one said that left does not arrive", "[actors][calls]") {
  three_of_phones at;
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  at.say(*at.b, send_signal{at.cid.id, "stale"}, id);
  at.say(*at.a, send_signal{at.cid.id, "fresh"}, id);
  at.say(*at.b, end_call{}, id);

  at.say(*at.c, accept_call{}, id);

  CHECK(at.signals(*at.c) == names{"fresh"});
}

TEST_CASE("calls: what waits for a device is not for the next one",
          "[actors][calls]") {
  pair_of_phones at;
  auto tablet = at.phone_of(at.bob);
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);
  at.drop(*at.b, id);
  at.say(*at.a, send_signal{{}, "stale"}, id);

  at.say(*tablet, accept_call{}, id);

  CHECK(at.status(id) == "accepted");
  CHECK(at.signals(*tablet).empty());
}

// -- sockets that go and come -------------------------------------------------

TEST_CASE("calls: a device that comes while it rings hears it",
          "[actors][calls]") {
  call_scene at;
  at.open();
  auto a = at.phone_of(at.ann);
  auto id = at.ring(*a, at.bob);

  auto b = at.phone_of(at.bob);

  CHECK(at.told(*b).back() == "incoming");
  at.say(*b, accept_call{}, id);
  CHECK(at.status(id) == "accepted");
}

TEST_CASE("calls: who is lost is waited for", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);
  CHECK(at.b->session.last<watch_socket>().socket == at.b->socket);
  at.drop(*at.b, id);
  CHECK(at.told(*at.a).back() == "participants");

  SECTION("the device is back with another socket") {
    at.pass(19s);
    at.b->socket = connection_id::of(0, 77, 1);
    at.ready(*at.b);
    at.pass(30s);
    CHECK(at.status(id) == "accepted");
    at.say(*at.a, send_signal{{}, "1"}, id);
    CHECK(at.signals(*at.b) == names{"1"});
  }
  SECTION("it is not") {
    at.say(*at.a, send_signal{{}, "1"}, id);
    at.pass(20s);
    CHECK(at.status(id) == "ended");
    CHECK(at.told(*at.a).back() == "ended");
    CHECK(at.signals(*at.b).empty());
  }
}

TEST_CASE("calls: a socket that came before the old one broke takes over",
          "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);
  auto old = at.b->socket;
  at.b->socket = connection_id::of(0, 77, 1);
  at.ready(*at.b);
  CHECK(at.told(*at.b).back() == "participants");

  std::swap(old, at.b->socket);
  at.drop(*at.b, id);
  at.pass(60s);

  CHECK(at.status(id) == "accepted");
}

TEST_CASE("calls: a session that dies leaves no ghost", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);

  at.crash(at.b->session.actor());
  at.pass(20s);

  CHECK(at.status(id) == "ended");
}

TEST_CASE("calls: who was away when it ended is told", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.a, cancel_call{}, id);
  at.edge.forget();

  auto tablet = at.phone_of(at.bob);
  CHECK(at.told(*tablet) == names{"ended"});
  at.pass(at.settings.replay);
  auto watch = at.phone_of(at.bob);
  CHECK(at.told(*watch).empty());
}

TEST_CASE("calls: a device that comes learns where it was answered",
          "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);
  at.edge.forget();

  auto tablet = at.phone_of(at.bob);

  CHECK(at.told(*tablet) == names{"elsewhere"});
  auto told = std::get<call_news>(
      std::get<user_news>(at.edge.last<tell_devices>().what->body));
  CHECK(told.about == at.bob.id);
  CHECK(told.device == at.b->who->device);
}

TEST_CASE("calls: who left and answered at once is told of no end",
          "[actors][calls]") {
  three_of_phones at;
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  auto left = at.ask_later(*at.b, end_call{}, id);
  auto back = at.ask_later(*at.b, accept_call{}, id);
  at.run();
  REQUIRE(left->value());
  REQUIRE(back->value());
  const auto kept = at.kept(id);
  for (const auto& each : kept.parties)
    if (each.who.id == at.bob.id)
      CHECK(each.state == core::party_state::joined);
  at.edge.forget();

  auto tablet = at.phone_of(at.bob);

  CHECK(at.told(*tablet) == names{"elsewhere"});
}

TEST_CASE("calls: answered by a request, a socket has to be found",
          "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  auto said = at.request(at.bob, accept_call{}, id, at.b->who->device);
  REQUIRE(said->has_value());
  CHECK(said->value()->parties[1].lost_until);

  SECTION("it is") {
    at.send(at.registry,
            tell_if_live{child_key::of(id), caf::make_message(socket_found{
                                                at.bob.id, at.b->who->device,
                                                at.b->socket, at.b->session})});
    at.pass(30s);
    CHECK(at.status(id) == "accepted");
  }
  SECTION("it is not") {
    at.pass(30s);
    CHECK(at.status(id) == "ended");
  }
}

// -- among many ---------------------------------------------------------------

TEST_CASE("calls: a channel's call ends with the last one out",
          "[actors][calls]") {
  pair_of_phones at;
  auto c = at.phone_of(at.cid);
  auto group = at.store.add_group("g", at.ann);
  auto channel = at.store.add_room("c", group, at.ann);
  for (const auto* each : {&at.bob, &at.cid}) {
    at.store.add_to_group(group, *each);
    at.store.add_to_room(channel, *each);
  }
  auto id = at.ring(*at.a, channel.id);
  CHECK(at.told(*c) == names{"incoming"});
  CHECK(at.ring(*at.b, channel.id) == id);
  at.say(*c, reject_call{}, id);
  CHECK(at.told(*c) == names{"incoming", "rejected"});

  at.say(*at.a, end_call{}, id);
  CHECK(at.told(*at.a).back() == "ended");
  CHECK(at.status(id) == "accepted");
  auto other = at.say(*at.a, invite_to_call{at.cid.id, {}});
  CHECK(other->value()->status == core::call_status::ringing);
  CHECK(code(at.say(*at.a, accept_call{}, id)) == core::errc::conflict);
  at.say(*at.b, end_call{}, id);

  CHECK(at.status(id) == "ended");
  CHECK(at.log(channel.id) == names{"Call, 0:00"});
}

TEST_CASE("calls: who is removed from the channel is out of its call",
          "[actors][calls]") {
  pair_of_phones at;
  auto group = at.store.add_group("g", at.ann);
  auto channel = at.store.add_room("c", group, at.ann);
  at.store.add_to_group(group, at.bob);
  at.store.add_to_room(channel, at.bob);
  auto id = at.ring(*at.a, channel.id);
  at.say(*at.b, accept_call{}, id);

  at.post(at.registry, forward_to{child_key::of(channel.id),
                                  caf::make_message(remove_room_member{
                                      identity_of(at.ann), at.bob.id})});
  at.run();

  CHECK(at.told(*at.b).back() == "ended");
  CHECK(at.status(id) == "accepted");
}

TEST_CASE("calls: not everybody is called", "[actors][calls]") {
  call_scene at;
  at.settings.most_called = 1;
  at.open();
  auto a = at.phone_of(at.ann);
  auto group = at.store.add_group("g", at.ann);
  auto channel = at.store.add_room("c", group, at.ann);
  CHECK(code(at.say(*a, invite_to_call{{}, channel.id})) ==
        core::errc::conflict);
  for (const auto* each : {&at.bob, &at.cid})
    at.store.add_to_group(group, *each);
  for (const auto* each : {&at.bob, &at.cid})
    at.ask<core::room_member>(
        at.registry, forward_to{child_key::of(channel.id),
                                caf::make_message(add_room_member{
                                    identity_of(at.ann), each->id, {}})});

  CHECK(code(at.say(*a, invite_to_call{{}, channel.id})) ==
        core::errc::conflict);
}

// -- failures -----------------------------------------------------------------

TEST_CASE("calls: one that fails is over for everybody", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);

  at.crash(at.calls.back());

  CHECK(at.status(id) == "failed");
  CHECK(at.told(*at.a).back() == "ended");
  CHECK(at.told(*at.b).back() == "ended");
  CHECK(at.log(at.kept(id).room) == names{"Failed call"});
  CHECK(at.is_settled());
  CHECK(at.metrics->calls_over.back().value() == 1);
  auto again = at.say(*at.a, invite_to_call{at.bob.id, {}});
  CHECK(again->value()->status == core::call_status::ringing);
}

TEST_CASE("calls: without the switchboard all are over", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);

  at.crash(at.board);
  CHECK_FALSE(at.alive(at.calls.back()));

  CHECK(at.status(id) == "missed");
  CHECK(at.told(*at.b).back() == "missed");
  CHECK(at.is_settled());
}

TEST_CASE("calls: after a restart none rings or goes on", "[actors][calls]") {
  core::call rings;
  core::call goes_on;
  call_scene at;
  core::room room =
      at.store.add_room("r", at.store.add_group("g", at.ann), at.ann);
  for (auto* each : {&rings, &goes_on}) {
    each->id = core::call_id::make();
    each->room = room.id;
    each->created_at = core::now();
    each->parties = {{{at.ann.id, "ann", ""}}, {{at.bob.id, "bob", ""}}};
    each->parties[0].state = core::party_state::joined;
  }
  goes_on.status = core::call_status::accepted;
  goes_on.answered_at = goes_on.created_at;
  goes_on.parties[1].state = core::party_state::joined;
  at.store.write(storage::save_call{rings});
  at.store.write(storage::save_call{goes_on});

  at.open();

  CHECK(at.status(rings.id) == "missed");
  CHECK(at.status(goes_on.id) == "failed");
  CHECK(at.log(room.id) == names{"Missed call", "Failed call"});
  CHECK(at.is_settled());
  auto b = at.phone_of(at.bob);
  CHECK(at.told(*b) == names{"missed", "ended", "missed", "ended"});
}

TEST_CASE("calls: an end that nobody was told of is told after a restart",
          "[actors][calls]") {
  call_scene at;
  auto room = at.store.add_room("r", at.store.add_group("g", at.ann), at.ann);
  auto over = ended_call(room.id, at);
  SECTION("its room has noted it") {
    at.store.write(storage::save_call{over});
    at.store.write(storage::settle_call{over.id});
  }
  SECTION("nor has its room noted it") {
    at.store.write(storage::save_call{over});
  }
  SECTION("somebody had left before") {
    over.parties[0].left_at = over.created_at + 1s;
    at.store.write(storage::save_call{over});
  }

  at.open();

  const std::size_t stayed = over.parties[0].left_at == over.ended_at ? 2 : 1;
  auto told = at.edge.all<tell_devices>();
  REQUIRE(told.size() == stayed);
  CHECK(told.back().user == at.bob.id);
  at.edge.forget();
  auto b = at.phone_of(at.bob);
  CHECK(at.told(*b) == names{"ended"});
  auto news = std::get<call_news>(
      std::get<user_news>(at.edge.last<tell_devices>().what->body));
  CHECK(news.call->id == over.id);
  CHECK(news.about == at.ann.id);
  CHECK(news.reason == core::call_reason::hung_up);
  CHECK(at.is_settled());
  CHECK(at.metrics->calls_over.back().value() == 0);
}

TEST_CASE("calls: what ended long ago is not told after a restart",
          "[actors][calls]") {
  call_scene at;
  auto room = at.store.add_room("r", at.store.add_group("g", at.ann), at.ann);
  auto over = ended_call(room.id, at);
  over.ended_at = core::now() - at.settings.replay - 1s;
  for (auto& each : over.parties) each.left_at = over.ended_at;
  at.store.write(storage::save_call{over});

  at.open();

  CHECK(at.edge.count<tell_devices>() == 0);
  CHECK(at.is_settled());
}

TEST_CASE("calls: what a stop ended is told after it", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);
  at.stage::request<stopped>(at.registry, stop_children{1000});
  at.edge.forget();

  at.open();
  CHECK(at.told(*at.a) == names{"ended"});
  at.edge.forget();

  at.b->socket = connection_id::of(0, 77, 1);
  at.ready(*at.b);
  CHECK(at.told(*at.b) == names{"ended"});
}

TEST_CASE("calls: an ordered stop ends them in the store", "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);

  auto ended = at.stage::request<stopped>(at.registry, stop_children{1000});

  CHECK(ended->remaining == 0);
  CHECK(at.status(id) == "failed");
}

TEST_CASE("calls: what the room cannot note now it notes later",
          "[actors][calls]") {
  pair_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  auto room = at.kept(id).room;
  at.store.writes().shut();
  at.say(*at.a, cancel_call{}, id);
  CHECK(at.told(*at.b).back() == "ended");
  at.pass(31s);
  at.store.writes().open();
  at.pass(5s);

  CHECK(at.status(id) == "cancelled");
  CHECK(at.log(room) == names{"Cancelled call"});
  CHECK(at.is_settled());
}

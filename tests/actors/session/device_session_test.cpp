#include "actors/session/device_session.hpp"

#include <catch2/catch.hpp>

#include "tests/actors/support/probe.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

const core::room_id lobby = core::room_id::make();
const core::room_id cellar = core::room_id::make();

/// A session between an edge, a registry and rooms that only listen.
struct desk : stage {
  explicit desk(session_settings with = {},
                probe::manner of_registry = probe::manner::obedient)
      : settings(with), registry(*this, of_registry) {}
  explicit desk(const core::rate_policy& messages,
                const core::rate_policy& requests = {})
      : rates(limits_of(messages, requests)), registry(*this) {}

  static std::shared_ptr<core::rate_limits> limits_of(
      const core::rate_policy& messages,
      const core::rate_policy& requests = {}) {
    return std::make_shared<core::rate_limits>(
        core::rate_policies{{}, requests, {}, messages},
        std::make_shared<core::server_metrics>());
  }

  core::device_id device = core::device_id::make();
  core::user_id user = core::user_id::make();
  session_settings settings;
  std::shared_ptr<core::rate_limits> rates = limits_of({});
  probe registry;
  probe edge{*this};
  probe room{*this};
  std::shared_ptr<core::admission> door =
      std::make_shared<core::admission>(1000);
  caf::actor session =
      spawn(device_session, device,
            std::make_shared<const session_links>(
                session_links{registry, {edge}, rates, settings}));

  connection_id attach(std::uint32_t slot = 1, bool only_listens = false) {
    auto id = connection_id::of(0, slot, 1);
    send(session, attach_connection{id, edge,
                                    std::make_shared<const identity>(identity{
                                        user, device, core::server_role::user}),
                                    only_listens});
    return id;
  }
  void detach(connection_id id) { send(session, detach_connection{id}); }
  void let_retire(bool granted) {
    registry.answer_request<retire>(may_retire{granted},
                                    [](const retire&) { return true; });
    run();
  }

  void act(connection_id from, core::room_id where, room_action what,
           const std::string& ack = "1") {
    // The tests that flood a session are about its rooms, not its own door.
    edge.last<session_attached>().door->enter();
    send(session, client_event{{from, ack, "event"}, where, std::move(what)});
  }
  /// On the server's own account.
  void ask(connection_id from, core::room_id where, room_action what) {
    edge.last<session_attached>().door->enter();
    send(
        session,
        client_event{{from, {}, "event"}, where, std::move(what), false, true});
  }
  void say(connection_id from, core::room_id where, const std::string& text) {
    act(from, where, send_message{text, {}, {}, {}, {}, {}}, text);
  }
  void join(connection_id from, core::room_id where) {
    act(from, where, join_channel{});
  }
  void open(core::room_id where, const caf::actor& as) {
    answer_open({where, as, door, {}});
  }
  void open(core::room_id where) { open(where, room); }
  void refuse(core::room_id where, core::errc why) {
    answer_open({where, {}, nullptr, why});
  }
  void answer_open(room_opened with) {
    registry.answer_request<open_room>(
        with, [&](const open_room& order) { return order.room == with.room; });
    run();
  }

  /// Of the newest request to open it.
  std::uint64_t opening_of(core::room_id where) const {
    auto asked = registry.last<open_room>();
    if (asked.room != where) throw std::logic_error("another room was asked");
    return asked.opening;
  }

  /// What was said to the room, by its ack.
  static std::vector<std::string> said_to(const probe& where) {
    std::vector<std::string> acks;
    for (const auto& each : where.all<room_command>())
      acks.push_back(each.from.ack);
    return acks;
  }
  std::vector<core::errc> refusals() const {
    std::vector<core::errc> codes;
    for (const auto& each : edge.all<reply>())
      codes.push_back(std::get<core::failure>(each.body).code);
    return codes;
  }
  /// Whether presence was told last that the device is there.
  std::optional<bool> announced() const {
    std::optional<bool> online;
    for (const auto& each : registry.all<forward_to>()) {
      if (each.to != child_key::of(service::presence)) continue;
      online = each.content.match_elements<device_online>();
    }
    return online;
  }
};

using words = std::vector<std::string>;

}  // namespace

// -- sockets ------------------------------------------------------------------

TEST_CASE("session: a socket learns of its session", "[actors][session]") {
  desk at;

  auto socket = at.attach();

  auto note = at.edge.last<session_attached>();
  CHECK(note.connection == socket);
  CHECK(note.session == at.session);
  CHECK(at.announced() == true);
}

TEST_CASE("session: a revocation closes all its sockets", "[actors][session]") {
  desk at;
  auto one = at.attach(1);
  auto two = at.attach(2);

  at.send(at.session, revoke_session{at.device});

  auto closed = at.edge.all<close_connection>();
  REQUIRE(closed.size() == 2);
  CHECK(closed[0].connection == one);
  CHECK(closed[1].connection == two);
  CHECK(closed[0].why == close_reason::session_revoked);
}

TEST_CASE("session: events of a socket that is gone are dropped",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.detach(socket);

  at.say(socket, lobby, "late");

  CHECK(at.registry.count<open_room>() == 0);
  CHECK(at.edge.count<reply>() == 0);
}

TEST_CASE("session: a call that asks for a socket gets one that can talk",
          "[actors][session]") {
  desk at;
  probe call{at};
  at.attach(1, true);
  at.send(at.session, watch_socket{{}, call});
  CHECK(call.count<socket_found>() == 0);

  auto talks = at.attach(2);
  at.attach(3, true);
  at.send(at.session, watch_socket{{}, call});

  CHECK(call.last<socket_found>().socket == talks);
}

// -- order --------------------------------------------------------------------

TEST_CASE("session: what is asked while a room opens keeps its order",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.say(socket, lobby, "one");
  at.say(socket, lobby, "two");
  CHECK(at.registry.count<open_room>() == 1);
  CHECK(at.room.heard().empty());

  at.open(lobby);
  at.join(socket, lobby);

  CHECK(desk::said_to(at.room) == words{"one", "two"});
}

TEST_CASE("session: commands of a joined room go on to it directly",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.join(socket, lobby);
  at.open(lobby);

  at.say(socket, lobby, "one");
  at.say(socket, lobby, "two");

  CHECK(desk::said_to(at.room) == words{"1", "one", "two"});
  CHECK(at.registry.count<open_room>() == 1);
  CHECK(at.room.last<room_command>().sender->user == at.user);
}

TEST_CASE("session: a room that opens slowly does not hold up another",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  probe other{at};
  at.say(socket, lobby, "slow");
  at.say(socket, cellar, "quick");

  at.open(cellar, other);

  CHECK(desk::said_to(other) == words{"quick"});
  CHECK(at.room.heard().empty());
}

TEST_CASE("session: those that wait for a room are bounded",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();

  for (int i = 0; i < 256 + 3; ++i) at.say(socket, lobby, std::to_string(i));

  CHECK(at.refusals() == std::vector(3, core::errc::room_busy));
  at.open(lobby);
  CHECK(desk::said_to(at.room).size() == 256);
}

TEST_CASE("session: what it has taken leaves its door", "[actors][session]") {
  desk at;
  auto socket = at.attach();
  auto door = at.edge.last<session_attached>().door;

  at.say(socket, lobby, "one");
  CHECK(door->inside() == 0);
  at.detach(socket);
  at.say(socket, lobby, "from a socket that is gone");
  CHECK(door->inside() == 0);
}

TEST_CASE("session: a room whose queue is full is busy", "[actors][session]") {
  desk at;
  at.door = std::make_shared<core::admission>(2);
  auto socket = at.attach();
  at.join(socket, lobby);
  at.open(lobby);

  at.say(socket, lobby, "fits");
  at.say(socket, lobby, "too much");

  CHECK(at.refusals() == std::vector{core::errc::room_busy});
  CHECK(at.edge.last<reply>().to.ack == "too much");
  CHECK(std::get<core::failure>(at.edge.last<reply>().body).retry_after_ms > 0);
}

TEST_CASE("session: a room that cannot open refuses everyone who waits",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.join(socket, lobby);
  at.say(socket, lobby, "hello?");

  at.refuse(lobby, core::errc::not_found);

  CHECK(at.refusals() == std::vector(2, core::errc::not_found));
  at.say(socket, lobby, "again");  // it is asked anew, not remembered
  CHECK(at.registry.count<open_room>() == 2);
}

TEST_CASE("session: nobody waits for a room that died while it opened",
          "[actors][session]") {
  // A registry that holds the request stands for a room that loads.
  desk at{{}, probe::manner::asleep};
  auto socket = at.attach();
  at.join(socket, lobby);

  at.crash(at.registry);

  CHECK(at.refusals() == std::vector{core::errc::unavailable});
}

TEST_CASE("session: more rooms than a device may open are refused",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  for (int i = 0; i < 1024; ++i) at.join(socket, core::room_id::make());
  CHECK(at.edge.count<reply>() == 0);

  at.join(socket, lobby);

  CHECK(at.refusals() == std::vector{core::errc::invalid_request});
  CHECK(at.registry.count<open_room>() == 1024);
}

// -- rate ---------------------------------------------------------------------

TEST_CASE("session: a user over the rate is told when to try again",
          "[actors][session]") {
  desk at{core::rate_policy{2, 1s, 3}};
  auto socket = at.attach();
  at.join(socket, lobby);
  at.open(lobby);

  for (int i = 0; i < 4; ++i) at.say(socket, lobby, std::to_string(i));

  CHECK(at.refusals() == std::vector(2, core::errc::rate_limited));
  auto why = std::get<core::failure>(at.edge.last<reply>().body);
  CHECK(why.retry_after_ms > 0);
  CHECK(why.retry_after_ms <= 501);
  at.pass(std::chrono::milliseconds(why.retry_after_ms));
  at.say(socket, lobby, "now");
  CHECK(desk::said_to(at.room).back() == "now");
}

TEST_CASE("session: the sockets of one device share one rate",
          "[actors][session]") {
  desk at{core::rate_policy{1, 1s, 2}};
  auto one = at.attach(1);
  auto two = at.attach(2);

  at.say(one, lobby, "a");
  at.say(two, lobby, "b");
  at.say(one, lobby, "c");

  CHECK(at.refusals() == std::vector{core::errc::rate_limited});
}

TEST_CASE("session: what the server asks by itself is not the user's rate",
          "[actors][session]") {
  desk at{core::rate_policy{1, 1s, 1}};
  auto socket = at.attach();
  for (int i = 0; i < 20; ++i)
    at.ask(socket, core::room_id::make(), join_channel{});

  at.say(socket, lobby, "a");
  at.ask(socket, lobby, leave_channel{});

  CHECK(at.refusals().empty());
  at.say(socket, lobby, "b");
  CHECK(at.refusals() == std::vector{core::errc::rate_limited});
}

TEST_CASE("session: what the server joins for a client counts as requests",
          "[actors][session]") {
  desk at{core::rate_policy{1, 1s, 1}, core::rate_policy{1, 10s, 3}};
  auto socket = at.attach();
  for (int i = 0; i < 4; ++i)
    at.ask(socket, core::room_id::make(), join_channel{});

  CHECK(at.refusals() == std::vector{core::errc::rate_limited});
  CHECK_FALSE(at.rates->user_asks(at.user, at.system().clock().now()).admitted);
  at.ask(socket, lobby, leave_channel{});
  at.say(socket, lobby, "a");
  CHECK(at.refusals().size() == 1);
}

TEST_CASE("session: what its user says elsewhere counts as well",
          "[actors][session]") {
  desk at{core::rate_policy{1, 1s, 2}};
  auto socket = at.attach();

  at.rates->user_says(at.user, at.system().clock().now());
  at.say(socket, lobby, "a");
  at.say(socket, lobby, "b");

  CHECK(at.refusals() == std::vector{core::errc::rate_limited});
}

// -- rooms --------------------------------------------------------------------

TEST_CASE("session: a room nobody joined is let go after the command",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.say(socket, lobby, "once");

  at.open(lobby);

  CHECK(desk::said_to(at.room) == words{"once"});
  CHECK(at.room.count<close_room>() == 1);
}

TEST_CASE("session: leaving lets the room go when no socket is in it",
          "[actors][session]") {
  desk at;
  auto one = at.attach(1);
  auto two = at.attach(2);
  at.join(one, lobby);
  at.open(lobby);
  at.join(two, lobby);

  at.act(one, lobby, leave_channel{});
  CHECK(at.room.count<close_room>() == 0);
  at.act(two, lobby, leave_channel{});

  CHECK(at.room.count<close_room>() == 1);
  CHECK(at.room.heard().back().match_elements<close_room>());
}

TEST_CASE("session: a socket that closes lets its rooms go",
          "[actors][session]") {
  desk at;
  auto one = at.attach(1);
  auto two = at.attach(2);
  probe other{at};
  at.join(one, lobby);
  at.open(lobby);
  at.join(two, cellar);
  at.open(cellar, other);

  at.detach(one);

  CHECK(at.room.count<close_room>() == 1);
  CHECK(other.count<close_room>() == 0);
}

TEST_CASE("session: sockets in a room that dies are told, others are not",
          "[actors][session]") {
  desk at;
  auto inside = at.attach(1);
  auto outside = at.attach(2);
  at.join(inside, lobby);
  at.open(lobby);
  at.join(outside, cellar);

  at.crash(at.room);

  auto told = at.edge.all<room_lost>();
  REQUIRE(told.size() == 1);
  CHECK(told[0].connection == inside);
  CHECK(told[0].room == lobby);
}

TEST_CASE("session: who joined by speaking is in the room like any other",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.edge.last<session_attached>().door->enter();
  at.send(
      at.session,
      client_event{{socket, "1", "event"}, lobby, signal_typing{true}, true});
  at.open(lobby);
  CHECK(at.room.last<room_command>().joins);

  at.crash(at.room);

  CHECK(at.edge.count<room_lost>() == 1);
}

TEST_CASE("session: after a room's death a join opens its next life",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.join(socket, lobby);
  at.open(lobby);
  at.crash(at.room);
  probe reborn{at};

  at.join(socket, lobby);
  CHECK(at.registry.count<open_room>() == 2);
  at.open(lobby, reborn);

  CHECK(desk::said_to(reborn).size() == 1);
}

// -- ending -------------------------------------------------------------------

TEST_CASE("session: a short break stays unseen", "[actors][session]") {
  desk at;
  at.detach(at.attach());

  at.pass(2900ms);
  CHECK(at.announced() == true);
  at.attach();
  at.pass(60s);

  CHECK(at.announced() == true);
  CHECK(at.registry.count<retire>() == 0);
}

TEST_CASE("session: a longer break is told, a return as well",
          "[actors][session]") {
  desk at;
  at.detach(at.attach());

  at.pass(3100ms);
  CHECK(at.announced() == false);
  at.attach();

  CHECK(at.announced() == true);
}

TEST_CASE("session: breaks do not add up", "[actors][session]") {
  desk at;
  for (int i = 0; i < 5; ++i) {
    at.detach(at.attach());
    at.pass(2s);
  }

  CHECK(at.announced() == true);
}

TEST_CASE("session: ends when its resume window is over", "[actors][session]") {
  desk at;
  at.detach(at.attach());
  at.pass(119s);
  CHECK(at.registry.count<retire>() == 0);

  at.pass(2s);

  auto wish = at.registry.last<retire>();
  CHECK(wish.who == child_key::of(at.device));
  CHECK(wish.handled == 1);
  at.let_retire(true);
  CHECK_FALSE(at.alive(at.session));
}

TEST_CASE("session: a room that was deleted is not joined again",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.join(socket, lobby);
  at.open(lobby);

  at.send(at.session, room_ended{lobby, at.opening_of(lobby)});
  at.crash(at.room);

  CHECK(at.edge.count<room_lost>() == 0);
}

TEST_CASE("session: the end of an earlier opening does not end the present one",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.join(socket, lobby);
  at.open(lobby);
  auto earlier = at.opening_of(lobby);
  at.act(socket, lobby, leave_channel{});
  at.join(socket, lobby);
  CHECK(at.opening_of(lobby) != earlier);

  at.send(at.session, room_ended{lobby, earlier});
  at.open(lobby);

  CHECK(at.room.count<close_room>() == 1);
  at.crash(at.room);
  CHECK(at.edge.count<room_lost>() == 1);
}

TEST_CASE("session: rooms stay open through the resume window",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.join(socket, lobby);
  at.open(lobby);
  at.detach(socket);
  at.pass(121s);
  CHECK(at.room.count<close_room>() == 0);

  at.let_retire(true);

  CHECK(at.room.count<close_room>() == 1);
}

TEST_CASE("session: does not end while a socket is on its way",
          "[actors][session]") {
  desk at;
  at.detach(at.attach());
  at.pass(121s);

  at.let_retire(false);
  auto socket = at.attach();
  CHECK(at.alive(at.session));
  CHECK(at.edge.last<session_attached>().connection == socket);

  at.detach(socket);
  at.pass(121s);
  CHECK(at.registry.count<retire>() == 2);
  CHECK(at.registry.last<retire>().handled == 2);
}

TEST_CASE("session: on a stop it refuses who waits and ends",
          "[actors][session]") {
  desk at;
  auto socket = at.attach();
  at.say(socket, lobby, "waiting");

  at.send(at.session, stop_child{});

  CHECK(at.refusals() == std::vector{core::errc::draining});
  CHECK_FALSE(at.alive(at.session));
  CHECK(at.announced() == false);
}

TEST_CASE("session: a crash leaves no ghost in presence", "[actors][session]") {
  desk at;
  at.attach();

  at.crash(at.session);

  CHECK(at.announced() == false);
}

TEST_CASE("session: a crash has its sockets closed, to come back",
          "[actors][session]") {
  desk at;
  auto first = at.attach(1);
  auto second = at.attach(2);
  at.detach(first);

  at.crash(at.session);

  auto closed = at.edge.all<close_connection>();
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].connection == second);
  CHECK(closed[0].why == close_reason::internal_error);
}

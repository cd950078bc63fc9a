#include "actors/registry.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "tests/actors/support/probe.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// A registry whose children are probes.
struct nursery : stage {
  using manner = probe::manner;

  nursery() {
    child_factory factory = [this](caf::event_based_actor*,
                                   const child_key& key) -> caf::actor {
      if (barren) return {};
      auto& lives = children[key];
      lives.push_back(std::make_unique<probe>(*this, how));
      return lives.back()->actor();
    };
    registry = spawn(actors::registry, factory, restart_policy{}, metrics);
  }

  ~nursery() { children.clear(); }

  /// A message to the actor of a key, as a client of the registry sends it.
  void call(const child_key& key) {
    send(registry, forward_to{key, caf::make_message(detach_connection{{1}})});
  }
  std::size_t lives(const child_key& key) { return children[key].size(); }
  probe& child(const child_key& key) { return *children[key].back(); }
  void crash_child(const child_key& key) { crash(child(key)); }

  answer<stopped> stop(std::chrono::milliseconds grace = 5s) {
    return request<stopped>(registry, stop_children{grace.count()});
  }

  std::map<child_key, std::vector<std::unique_ptr<probe>>> children;
  manner how = manner::obedient;
  bool barren = false;
  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  caf::actor registry;
};

const auto lobby = child_key::of(core::room_id::make());
const auto cellar = child_key::of(core::room_id::make());
const auto phone = child_key::of(core::device_id::make());
const auto accounts_desk = child_key::of(service::accounts);

identity_ptr somebody() {
  return std::make_shared<const identity>(
      identity{core::user_id::make(), core::device_id{phone.id}, {}});
}

}  // namespace

// -- counting -----------------------------------------------------------------

TEST_CASE("registry: tells what lives, and what is refused",
          "[actors][registry]") {
  nursery at;
  for (const auto& key : {lobby, cellar, phone, accounts_desk}) at.call(key);
  const auto census = [&at] {
    return at.ask<actor_census>(at.registry, count_actors{})->value();
  };
  const auto of = [](child_kind kind) {
    return static_cast<std::size_t>(kind);
  };

  auto before = census();
  CHECK(before.live[of(child_kind::room)] == 2);
  CHECK(before.live[of(child_kind::session)] == 1);
  CHECK(before.live[of(child_kind::call)] == 0);
  CHECK(before.services == std::vector{service::accounts});
  CHECK(before.quarantined == 0);

  for (int i = 0; i < 5; ++i) {
    at.call(cellar);
    at.crash_child(cellar);
  }
  auto after = census();
  CHECK(after.live[of(child_kind::room)] == 1);
  CHECK(after.quarantined == 1);
}

// -- finding ------------------------------------------------------------------

TEST_CASE("registry: an actor is started by the first message for it",
          "[actors][registry]") {
  nursery at;

  CHECK(at.lives(lobby) == 0);
  at.call(lobby);

  CHECK(at.lives(lobby) == 1);
  CHECK(at.child(lobby).count<detach_connection>() == 1);
}

TEST_CASE("registry: what matters to the living only starts nobody",
          "[actors][registry]") {
  nursery at;
  tell_if_live note{lobby, caf::make_message(detach_connection{{1}})};

  at.send(at.registry, note);
  CHECK(at.lives(lobby) == 0);
  at.call(lobby);
  at.send(at.registry, note);

  CHECK(at.child(lobby).count<detach_connection>() == 2);
}

TEST_CASE("registry: an actor that was told something does not retire unheard",
          "[actors][registry]") {
  nursery at;
  at.call(lobby);
  at.send(at.registry,
          tell_if_live{lobby, caf::make_message(detach_connection{{1}})});

  at.send_as(at.child(lobby), at.registry, retire{lobby, 1});

  CHECK_FALSE(at.child(lobby).last<may_retire>().granted);
}

TEST_CASE("registry: a key has one live actor", "[actors][registry]") {
  nursery at;
  for (int i = 0; i < 10; ++i) at.call(lobby);

  CHECK(at.lives(lobby) == 1);
  CHECK(at.child(lobby).count<detach_connection>() == 10);
}

TEST_CASE("registry: keys do not share actors", "[actors][registry]") {
  nursery at;
  at.call(lobby);
  at.call(cellar);
  at.call(child_key::of(core::device_id{lobby.id}));  // same bits, other kind

  CHECK(at.children.size() == 3);
}

TEST_CASE("registry: what it passes on keeps its sender",
          "[actors][registry]") {
  stage at;
  auto seen = std::make_shared<caf::actor_addr>();
  auto child = at.spawn([seen](caf::event_based_actor* self) -> caf::behavior {
    return {[self, seen](const detach_connection&) {
      *seen = caf::actor_cast<caf::actor_addr>(self->current_sender());
      return 42;
    }};
  });
  child_factory factory = [&](auto*, const child_key&) { return child; };
  auto registry = at.spawn(actors::registry, factory, restart_policy{},
                           std::make_shared<core::server_metrics>());
  probe asker{at};
  forward_to order{lobby, caf::make_message(detach_connection{})};

  at.send_as(asker, registry, order);

  CHECK(*seen == asker.actor());
  CHECK(*at.request<int>(registry, order) == 42);
}

TEST_CASE("registry: without an actor the asker gets an error",
          "[actors][registry]") {
  nursery at;
  at.barren = true;

  auto got = at.request<int>(
      at.registry, forward_to{lobby, caf::make_message(detach_connection{})});

  CHECK(got.error() == caf::make_error(caf::sec::request_receiver_down));
}

TEST_CASE("registry: a session that cannot start closes its socket",
          "[actors][registry]") {
  nursery at;
  at.barren = true;
  probe edge{at};

  at.send(at.registry, attach_connection{{7}, edge, somebody()});

  auto order = edge.last<close_connection>();
  CHECK(order.connection == connection_id{7});
  CHECK(order.why == close_reason::draining);
}

TEST_CASE("registry: a room that cannot start is refused with a reason",
          "[actors][registry]") {
  nursery at;
  at.barren = true;
  probe session{at};

  auto told = at.request<room_opened>(
      at.registry, open_room{core::room_id{lobby.id}, somebody(), session});

  CHECK_FALSE(told->handle);
  CHECK(told->why.code == core::errc::unavailable);
  CHECK(told->why.retry_after_ms > 0);
}

TEST_CASE("registry: who opens a room that dies first is told so",
          "[actors][registry]") {
  nursery at;
  at.how = probe::manner::asleep;  // like a room that loads
  probe session{at};
  auto told = at.request<room_opened>(
      at.registry, open_room{core::room_id{lobby.id}, somebody(), session});
  CHECK_FALSE(told.came());

  at.crash_child(lobby);

  CHECK(told.error().has_value());
}

TEST_CASE("registry: a revocation reaches a live session only",
          "[actors][registry]") {
  nursery at;
  at.send(at.registry, revoke_session{core::device_id{phone.id}});
  CHECK(at.lives(phone) == 0);

  at.call(phone);
  at.send(at.registry, revoke_session{core::device_id{phone.id}});

  CHECK(at.child(phone).count<revoke_session>() == 1);
}

// -- retiring -----------------------------------------------------------------

TEST_CASE("registry: an idle actor may retire and starts anew when needed",
          "[actors][registry]") {
  nursery at;
  at.call(lobby);
  auto& first = at.child(lobby);

  at.send_as(first, at.registry, retire{lobby, 1});
  CHECK(first.last<may_retire>().granted);
  at.call(lobby);

  CHECK(at.lives(lobby) == 2);
  CHECK(first.count<detach_connection>() == 1);
}

TEST_CASE("registry: nobody retires while a message is under way",
          "[actors][registry]") {
  nursery at;
  at.call(lobby);
  at.call(lobby);

  at.send_as(at.child(lobby), at.registry, retire{lobby, 1});

  CHECK_FALSE(at.child(lobby).last<may_retire>().granted);
  at.send_as(at.child(lobby), at.registry, retire{lobby, 2});
  CHECK(at.child(lobby).last<may_retire>().granted);
}

TEST_CASE("registry: a former actor cannot retire its successor",
          "[actors][registry]") {
  nursery at;
  at.call(lobby);
  auto& first = at.child(lobby);
  at.send_as(first, at.registry, retire{lobby, 1});
  at.call(lobby);

  at.send_as(first, at.registry, retire{lobby, 1});

  CHECK(first.last<may_retire>().granted);
  at.call(lobby);
  CHECK(at.lives(lobby) == 2);  // the second still serves
}

TEST_CASE("registry: gauges count rooms and sessions that live",
          "[actors][registry]") {
  nursery at;
  at.call(lobby);
  at.call(cellar);
  at.call(phone);
  CHECK(at.metrics->rooms.value() == 2);
  CHECK(at.metrics->sessions.value() == 1);

  at.crash_child(lobby);
  at.send_as(at.child(cellar), at.registry, retire{cellar, 1});
  at.send(at.child(phone), stop_child{});

  CHECK(at.metrics->rooms.value() == 0);
  CHECK(at.metrics->sessions.value() == 0);
}

// -- crashing -----------------------------------------------------------------

TEST_CASE("registry: after a crash the next message starts a new life",
          "[actors][registry]") {
  nursery at;
  at.call(lobby);
  at.crash_child(lobby);
  CHECK(at.lives(lobby) == 1);

  at.call(lobby);

  CHECK(at.lives(lobby) == 2);
  CHECK(at.child(lobby).count<detach_connection>() == 1);
  CHECK(at.metrics->actor_crashes.value() == 1);
}

TEST_CASE("registry: a switchboard that crashes is started again at once",
          "[actors][registry]") {
  nursery at;
  const auto board = child_key::of(service::switchboard);
  at.call(board);
  at.call(accounts_desk);

  at.crash_child(board);
  at.crash_child(accounts_desk);
  CHECK(at.lives(board) == 2);
  CHECK(at.lives(accounts_desk) == 1);
  for (int i = 0; i < 4; ++i) at.crash_child(board);
  CHECK(at.lives(board) == 5);
  CHECK_FALSE(at.alive(at.child(board)));
}

TEST_CASE("registry: a switchboard that crashes as all stops stays away",
          "[actors][registry]") {
  nursery at;
  const auto board = child_key::of(service::switchboard);
  at.how = probe::manner::stubborn;
  at.call(board);
  auto done = at.stop();

  at.crash_child(board);

  CHECK(at.lives(board) == 1);
  CHECK(done->remaining == 0);
}

TEST_CASE("registry: a crash touches nobody else", "[actors][registry]") {
  nursery at;
  at.call(lobby);
  at.call(cellar);

  at.crash_child(lobby);
  at.call(cellar);

  CHECK(at.lives(cellar) == 1);
  CHECK(at.child(cellar).count<detach_connection>() == 2);
}

TEST_CASE("registry: an orderly end is no crash", "[actors][registry]") {
  nursery at;
  for (int i = 0; i < 20; ++i) {
    at.call(lobby);
    at.send(at.child(lobby), stop_child{});
  }

  CHECK(at.metrics->actor_crashes.value() == 0);
  at.call(lobby);
  CHECK(at.lives(lobby) == 21);
}

TEST_CASE("registry: a key that crashes five times in a minute is refused",
          "[actors][registry]") {
  nursery at;
  for (int i = 0; i < 5; ++i) {
    at.call(lobby);
    at.crash_child(lobby);
    at.pass(10s);
  }

  at.call(lobby);

  CHECK(at.lives(lobby) == 5);
  at.call(cellar);
  CHECK(at.lives(cellar) == 1);
}

TEST_CASE("registry: the quarantine ends", "[actors][registry]") {
  nursery at;
  for (int i = 0; i < 5; ++i) {
    at.call(lobby);
    at.crash_child(lobby);
  }

  at.pass(29s);
  at.call(lobby);
  CHECK(at.lives(lobby) == 5);
  at.pass(2s);
  at.call(lobby);

  CHECK(at.lives(lobby) == 6);
}

TEST_CASE("registry: crashes that are far apart are forgiven",
          "[actors][registry]") {
  nursery at;
  for (int i = 0; i < 12; ++i) {
    at.call(lobby);
    at.crash_child(lobby);
    at.pass(16s);
  }

  at.call(lobby);

  CHECK(at.lives(lobby) == 13);
}

// -- stopping -----------------------------------------------------------------

TEST_CASE("registry: stops sessions, then rooms, then services",
          "[actors][registry]") {
  nursery at;
  at.how = probe::manner::stubborn;
  at.call(accounts_desk);
  at.call(lobby);
  at.call(phone);
  auto told = [&](const child_key& key) {
    return at.child(key).count<stop_child>() == 1;
  };

  auto done = at.stop();

  CHECK((told(phone) && !told(lobby) && !told(accounts_desk)));
  anon_send_exit(at.child(phone).actor(), caf::exit_reason::user_shutdown);
  at.run();
  CHECK((told(lobby) && !told(accounts_desk)));
  anon_send_exit(at.child(lobby).actor(), caf::exit_reason::user_shutdown);
  at.run();
  CHECK(told(accounts_desk));
  CHECK_FALSE(done.came());
  anon_send_exit(at.child(accounts_desk).actor(),
                 caf::exit_reason::user_shutdown);
  at.run();
  CHECK(done->remaining == 0);
  CHECK_FALSE(at.alive(at.registry));
}

TEST_CASE("registry: with nobody there it stops at once",
          "[actors][registry]") {
  nursery at;

  CHECK(at.stop()->remaining == 0);
}

TEST_CASE("registry: who hangs is ended after the grace, and counted",
          "[actors][registry]") {
  nursery at;
  at.call(lobby);
  at.how = probe::manner::stubborn;
  at.call(phone);

  auto done = at.stop(5s);
  at.pass(4900ms);
  CHECK(at.alive(at.child(phone)));
  CHECK(at.child(lobby).count<stop_child>() == 0);
  at.pass(200ms);

  CHECK_FALSE(at.alive(at.child(phone)));
  CHECK_FALSE(at.alive(at.child(lobby)));
  CHECK(done->remaining == 1);
}

TEST_CASE("registry: starts nobody while it stops", "[actors][registry]") {
  nursery at;
  at.how = probe::manner::stubborn;
  at.call(lobby);
  auto done = at.stop();

  at.call(cellar);
  at.call(phone);

  CHECK(at.lives(cellar) == 0);
  CHECK(at.lives(phone) == 0);
  at.call(lobby);  // whoever lives is still reached
  CHECK(at.child(lobby).count<detach_connection>() == 2);
}

TEST_CASE("registry: a child that ends by itself during the stop is no hitch",
          "[actors][registry]") {
  nursery at;
  at.how = probe::manner::stubborn;
  at.call(phone);
  at.call(lobby);
  auto done = at.stop();

  at.crash_child(lobby);  // not yet its turn
  at.crash_child(phone);

  CHECK(done->remaining == 0);
}

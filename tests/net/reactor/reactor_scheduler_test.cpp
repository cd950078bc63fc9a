#include "net/reactor/reactor_scheduler.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <set>

#include "tests/net/reactor/reactor_fixture.hpp"

using namespace parley::net;
using namespace parley::net::testing;
using namespace std::chrono_literals;

namespace {

/// Answers with the index of the reactor it runs on.
caf::behavior whereabouts(scripted_actor*) {
  return {[](caf::get_atom) { return here(); }};
}

void end(const caf::actor& who) {
  caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
}

int ask_where(reactor_system& at, const caf::actor& whom) {
  caf::scoped_actor self{at.system};
  int where = -2;
  self->request(whom, patience, caf::get_atom_v)
      .receive([&](int index) { where = index; }, [](const caf::error&) {});
  return where;
}

/// Throws a ball back and forth; the last throw fulfils the promise.
struct rally {
  std::atomic<int> left;
  std::promise<int> over;
};

caf::behavior player(scripted_actor* self, std::shared_ptr<rally> game) {
  return {[self, game](caf::actor partner) {
    if (--game->left == 0) return game->over.set_value(1);
    self->send(partner, caf::actor_cast<caf::actor>(self));
  }};
}

}  // namespace

// -- waking -------------------------------------------------------------------

TEST_CASE("scheduler: no message to a sleeping reactor is lost",
          "[net][reactor][scheduler]") {
  reactor_system at{2};
  auto sleeper = spawn_scripted(at.system, whereabouts, 1);

  // Between two rounds the reactor has nothing to do and blocks.
  for (int round = 0; round < 3'000; ++round)
    REQUIRE(ask_where(at, sleeper) == 1);

  end(sleeper);
}

TEST_CASE("scheduler: no handler posted to a sleeping reactor is lost",
          "[net][reactor][scheduler]") {
  reactor_system at{1};
  for (int round = 0; round < 3'000; ++round)
    REQUIRE(at.on_reactor(0, [] { return here(); }) == 0);
}

TEST_CASE("scheduler: two reactors that wake each other never both sleep",
          "[net][reactor][scheduler]") {
  reactor_system at{2};
  auto game = std::make_shared<rally>();
  game->left = 20'000;
  auto over = game->over.get_future();
  auto play = [game](scripted_actor* self) { return player(self, game); };
  auto one = spawn_scripted(at.system, play, 0);
  auto two = spawn_scripted(at.system, play, 1);

  caf::anon_send(one, two);

  CHECK(value_of(std::move(over)) == 1);
  end(one);
  end(two);
}

TEST_CASE("scheduler: many rallies across reactors all come to their end",
          "[net][reactor][scheduler]") {
  reactor_system at{3};
  std::vector<std::shared_ptr<rally>> games;
  std::vector<caf::actor> players;
  for (int i = 0; i < 60; ++i) {
    auto game = std::make_shared<rally>();
    game->left = 500;
    auto play = [game](scripted_actor* self) { return player(self, game); };
    // Every third pair is free to move.
    auto one = spawn_scripted(at.system, play, i % 3 == 0 ? -1 : i % 3);
    auto two = spawn_scripted(at.system, play, i % 3 == 0 ? -1 : (i + 1) % 3);
    caf::anon_send(one, two);
    games.push_back(game);
    players.insert(players.end(), {one, two});
  }

  for (auto& game : games) CHECK(value_of(game->over.get_future()) == 1);
  for (auto& each : players) end(each);
}

TEST_CASE("scheduler: threads that send to one actor lose and repeat nothing",
          "[net][reactor][scheduler]") {
  reactor_system at{2};
  constexpr int each = 2'000;
  constexpr int senders = 4;
  std::promise<std::size_t> all;
  auto sink = spawn_scripted(at.system, [&](scripted_actor*) -> caf::behavior {
    auto seen = std::make_shared<std::set<int>>();
    return {[&, seen](int value) {
      seen->insert(value);
      if (value < 0 || seen->size() == each * senders)
        all.set_value(seen->size());
    }};
  });
  std::vector<std::thread> threads;
  for (int t = 0; t < senders; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) caf::anon_send(sink, t * each + i);
    });
  for (auto& thread : threads) thread.join();

  CHECK(value_of(all.get_future()) == each * senders);
  end(sink);
}

// -- placement ----------------------------------------------------------------

TEST_CASE("scheduler: a pinned actor runs on its reactor, whoever sends",
          "[net][reactor][scheduler]") {
  reactor_system at{3};
  std::vector<caf::actor> pinned;
  for (int i = 0; i < 3; ++i)
    pinned.push_back(spawn_scripted(at.system, whereabouts, i));

  for (int round = 0; round < 100; ++round)
    for (int i = 0; i < 3; ++i)
      REQUIRE(ask_where(at, pinned[static_cast<std::size_t>(i)]) == i);
  for (std::size_t from = 0; from < 3; ++from) {
    std::promise<int> where;
    at.on_reactor(from, [&] {
      spawn_scripted(at.system, [&](scripted_actor* self) -> caf::behavior {
        self->request(pinned[2], patience, caf::get_atom_v)
            .then([&](int index) { where.set_value(index); });
        return {};
      });
      return 0;
    });
    CHECK(value_of(where.get_future()) == 2);
  }
  for (auto& each : pinned) end(each);
}

TEST_CASE("scheduler: a free actor runs where its message comes from",
          "[net][reactor][scheduler]") {
  reactor_system at{3};
  auto free = spawn_scripted(at.system, whereabouts);
  // Its first turn must be over: a message never moves a turn under way.
  auto first = static_cast<std::size_t>(ask_where(at, free));
  at.on_reactor(first, [] { return 0; });
  for (int from : {2, 0, 1, 2, 2, 0}) {
    std::promise<int> where;
    auto asker = spawn_scripted(
        at.system,
        [&](scripted_actor* self) -> caf::behavior {
          self->request(free, patience, caf::get_atom_v).then([&](int index) {
            where.set_value(index);
          });
          return {};
        },
        from);
    CHECK(value_of(where.get_future()) == from);
  }
  end(free);
}

TEST_CASE("scheduler: a message from outside finds a free actor where it was",
          "[net][reactor][scheduler]") {
  reactor_system at{3};
  auto free = spawn_scripted(at.system, whereabouts);
  auto home = ask_where(at, free);

  for (int round = 0; round < 50; ++round) {
    auto now = ask_where(at, free);
    if (round > 0) REQUIRE(now == home);
    home = now;
  }
  end(free);
}

TEST_CASE("scheduler: an actor without a place runs on some reactor",
          "[net][reactor][scheduler]") {
  reactor_system at{2};
  auto plain = at.system.spawn(
      []() -> caf::behavior { return {[](caf::get_atom) { return here(); }}; });

  CHECK(ask_where(at, plain) >= 0);
  end(plain);
}

// -- timers -------------------------------------------------------------------

TEST_CASE("scheduler: delayed messages come in the order of their times",
          "[net][reactor][scheduler]") {
  reactor_system at{2};
  std::promise<std::vector<int>> all;
  auto waiting =
      spawn_scripted(at.system, [&](scripted_actor* self) -> caf::behavior {
        auto got = std::make_shared<std::vector<int>>();
        for (int ms : {30, 10, 20, 0})
          self->delayed_send(self, std::chrono::milliseconds(ms), ms);
        return {[&, got](int ms) {
          got->push_back(ms);
          if (got->size() == 4) all.set_value(*got);
        }};
      });

  CHECK(value_of(all.get_future()) == std::vector{0, 10, 20, 30});
  end(waiting);
}

TEST_CASE("scheduler: a timer does not fire early",
          "[net][reactor][scheduler]") {
  reactor_system at{1};
  auto start = std::chrono::steady_clock::now();
  std::promise<int> fired;
  auto waiting =
      spawn_scripted(at.system, [&](scripted_actor* self) -> caf::behavior {
        self->delayed_send(self, 25ms, caf::ok_atom_v);
        return {[&](caf::ok_atom) { fired.set_value(1); }};
      });

  value_of(fired.get_future());

  CHECK(std::chrono::steady_clock::now() - start >= 25ms);
  end(waiting);
}

TEST_CASE("scheduler: a request that nobody answers times out",
          "[net][reactor][scheduler]") {
  reactor_system at{2};
  auto mute = spawn_scripted(
      at.system,
      [](scripted_actor* self) -> caf::behavior {
        return {[self](caf::get_atom) -> caf::result<int> {
          return self->make_response_promise<int>();
        }};
      },
      1);
  std::promise<caf::error> outcome;
  auto asker = spawn_scripted(
      at.system,
      [&](scripted_actor* self) -> caf::behavior {
        self->request(mute, 10ms, caf::get_atom_v)
            .then([](int) {},
                  [&](const caf::error& why) { outcome.set_value(why); });
        return {[](caf::ok_atom) {}};
      },
      0);

  CHECK(value_of(outcome.get_future()) == caf::sec::request_timeout);
  end(mute);
  end(asker);
}

TEST_CASE("scheduler: an answer in time is not followed by a time-out",
          "[net][reactor][scheduler]") {
  reactor_system at{2};
  auto echo = spawn_scripted(at.system, whereabouts, 1);
  std::promise<int> answered;
  std::atomic<int> errors{0};
  std::promise<int> later;
  auto asker = spawn_scripted(
      at.system,
      [&](scripted_actor* self) -> caf::behavior {
        self->request(echo, 20ms, caf::get_atom_v)
            .then([&](int index) { answered.set_value(index); },
                  [&](const caf::error&) { ++errors; });
        self->delayed_send(self, 60ms, caf::ok_atom_v);
        return {[&](caf::ok_atom) { later.set_value(1); }};
      },
      0);

  CHECK(value_of(answered.get_future()) == 1);
  value_of(later.get_future());
  CHECK(errors == 0);
  end(echo);
  end(asker);
}

TEST_CASE("scheduler: a detached actor has timers too",
          "[net][reactor][scheduler]") {
  reactor_system at{1};
  std::promise<int> fired;
  auto detached = at.system.spawn<caf::detached>(
      [&](caf::event_based_actor* self) -> caf::behavior {
        self->delayed_send(self, 5ms, caf::ok_atom_v);
        return {[&](caf::ok_atom) { fired.set_value(here()); }};
      });

  CHECK(value_of(fired.get_future()) == -1);  // on its own thread
  end(detached);
}

TEST_CASE("scheduler: main's requests time out as well",
          "[net][reactor][scheduler]") {
  reactor_system at{1};
  auto mute =
      spawn_scripted(at.system, [](scripted_actor* self) -> caf::behavior {
        return {[self](caf::get_atom) -> caf::result<int> {
          return self->make_response_promise<int>();
        }};
      });
  caf::scoped_actor self{at.system};
  caf::error why;

  self->request(mute, 10ms, caf::get_atom_v)
      .receive([](int) {}, [&](const caf::error& e) { why = e; });

  CHECK(why == caf::sec::request_timeout);
  end(mute);
}

// -- stopping -----------------------------------------------------------------

TEST_CASE("scheduler: a system with work pending stops and frees everything",
          "[net][reactor][scheduler]") {
  auto alive = std::make_shared<int>(0);
  {
    reactor_system at{2};
    for (int i = 0; i < 20; ++i) {
      auto busy = spawn_scripted(
          at.system,
          [alive](scripted_actor* self) -> caf::behavior {
            // Holds a share of `alive` as long as it exists.
            self->delayed_send(self, std::chrono::hours(1), caf::ok_atom_v);
            self->send(self, caf::tick_atom_v);
            return {[self, alive](caf::tick_atom) {
                      self->send(self, caf::tick_atom_v);
                    },
                    [](caf::ok_atom) {}};
          },
          i % 2);
      caf::anon_send_exit(busy, caf::exit_reason::kill);
    }
  }

  CHECK(alive.use_count() == 1);
}

TEST_CASE("scheduler: systems come and go", "[net][reactor][scheduler]") {
  for (int round = 0; round < 30; ++round) {
    reactor_system at{2};
    auto echo = spawn_scripted(at.system, whereabouts, round % 2);
    REQUIRE(ask_where(at, echo) == round % 2);
    end(echo);
  }
}

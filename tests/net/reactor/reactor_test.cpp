#include "net/reactor/reactor.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "tests/net/reactor/reactor_fixture.hpp"

using namespace parley::net;
using namespace parley::net::testing;
using namespace std::chrono_literals;

namespace {

/// Two connected sockets.
struct wire {
  int ours = -1;
  int theirs = -1;

  wire() {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0)
      throw std::runtime_error("socketpair");
    ours = pair[0];
    theirs = pair[1];
  }
  ~wire() {
    ::close(ours);
    ::close(theirs);
  }
};

/// Reads a byte whenever there is one, and says when the first came.
struct byte_reader final : pollable {
  explicit byte_reader(int descriptor) : fd(descriptor) {}

  void on_ready(std::uint32_t) override {
    char byte;
    if (::read(fd, &byte, 1) != 1) return;
    if (++bytes == expected) seen.set_value(bytes);
  }

  int fd;
  int bytes = 0;
  int expected = 1;
  std::promise<int> seen;
};

/// Sends itself a message for ever, until it is told to stop.
caf::behavior restless(scripted_actor* self) {
  self->send(self, caf::tick_atom_v);
  return {[self](caf::tick_atom) { self->send(self, caf::tick_atom_v); },
          [self](caf::exit_msg&) { self->quit(); }};
}

struct end_counter final : turn_listener {
  void on_turn_end() override { ++turns; }
  int turns = 0;
};

}  // namespace

// -- what a turn runs ---------------------------------------------------------

TEST_CASE("reactor: messages between two actors keep their order",
          "[net][reactor]") {
  reactor_system at;
  constexpr int count = 10'000;
  std::promise<std::vector<int>> all;
  auto receiver = spawn_scripted(
      at.system,
      [&, got = std::vector<int>{}](scripted_actor*) mutable -> caf::behavior {
        return {[&, got = std::move(got)](int value) mutable {
          got.push_back(value);
          if (got.size() == count) all.set_value(std::move(got));
        }};
      },
      1);

  spawn_scripted(
      at.system,
      [&](scripted_actor* self) -> caf::behavior {
        for (int i = 0; i < count; ++i) self->send(receiver, i);
        return {};
      },
      0);

  auto got = value_of(all.get_future());
  for (int i = 0; i < count; ++i)
    REQUIRE(got[static_cast<std::size_t>(i)] == i);
  caf::anon_send_exit(receiver, caf::exit_reason::user_shutdown);
}

TEST_CASE("reactor: what becomes ready in a turn runs in the same turn",
          "[net][reactor]") {
  reactor_system at{1};
  end_counter ends;
  at.on_reactor(0, [&] {
    at.at(0).on_turn_end(&ends);
    return 0;
  });
  std::promise<int> turns_between;
  auto second =
      spawn_scripted(at.system, [&](scripted_actor*) -> caf::behavior {
        return {
            [&](int before) { turns_between.set_value(ends.turns - before); }};
      });
  auto first =
      spawn_scripted(at.system, [&](scripted_actor* self) -> caf::behavior {
        return {[&, self](caf::ok_atom) { self->send(second, ends.turns); }};
      });

  caf::anon_send(first, caf::ok_atom_v);

  CHECK(value_of(turns_between.get_future()) == 0);
  for (auto& each : {first, second})
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  at.on_reactor(0, [&] {
    at.at(0).on_turn_end(nullptr);
    return 0;
  });
}

TEST_CASE(
    "reactor: a busy actor starves neither sockets nor handlers nor timers",
    "[net][reactor]") {
  reactor_system at{1};
  auto busy = spawn_scripted(at.system, restless);
  wire socket;
  byte_reader reader{socket.ours};
  boost::asio::steady_timer timer{at.at(0).io()};
  std::promise<int> asio_timer;
  std::promise<int> actor_timer;
  auto waiting =
      spawn_scripted(at.system, [&](scripted_actor* self) -> caf::behavior {
        self->delayed_send(self, 5ms, caf::ok_atom_v);
        return {[&](caf::ok_atom) { actor_timer.set_value(1); }};
      });
  at.on_reactor(0, [&] {
    timer.expires_after(5ms);
    timer.async_wait([&](auto) { asio_timer.set_value(1); });
    return at.at(0).sockets().add(socket.ours, EPOLLIN, reader);
  });

  REQUIRE(::write(socket.theirs, "x", 1) == 1);

  CHECK(value_of(reader.seen.get_future()) == 1);
  CHECK(value_of(asio_timer.get_future()) == 1);
  CHECK(value_of(actor_timer.get_future()) == 1);
  CHECK(at.on_reactor(0, [] { return here(); }) == 0);
  at.on_reactor(0, [&] {
    at.at(0).sockets().remove(socket.ours, reader);
    return 0;
  });
  for (auto& each : {busy, waiting})
    caf::anon_send_exit(each, caf::exit_reason::kill);
}

TEST_CASE("reactor: busy actors share their reactor", "[net][reactor]") {
  reactor_system at{1};
  std::vector<caf::actor> busy;
  for (int i = 0; i < 5; ++i)
    busy.push_back(spawn_scripted(at.system, restless));
  std::promise<int> answered;
  auto quiet = spawn_scripted(at.system, [&](scripted_actor*) -> caf::behavior {
    return {[&](caf::ok_atom) { answered.set_value(1); }};
  });

  caf::anon_send(quiet, caf::ok_atom_v);

  CHECK(value_of(answered.get_future()) == 1);
  for (auto& each : busy) caf::anon_send_exit(each, caf::exit_reason::kill);
  caf::anon_send_exit(quiet, caf::exit_reason::kill);
}

TEST_CASE("reactor: output is flushed although an actor is always busy",
          "[net][reactor]") {
  reactor_system at{1};
  auto busy = spawn_scripted(at.system, restless);
  struct flush_watch final : turn_listener {
    std::promise<int> flushed;
    int left = 3;
    void on_turn_end() override {
      if (--left == 0) flushed.set_value(1);
    }
  } watch;

  at.on_reactor(0, [&] {
    at.at(0).on_turn_end(&watch);
    return 0;
  });

  CHECK(value_of(watch.flushed.get_future()) == 1);
  at.on_reactor(0, [&] {
    at.at(0).on_turn_end(nullptr);
    return 0;
  });
  caf::anon_send_exit(busy, caf::exit_reason::kill);
}

TEST_CASE("reactor: tells how long its longest turn was", "[net][reactor]") {
  reactor_system at{1};

  at.on_reactor(0, [] {
    auto until = std::chrono::steady_clock::now() + 3ms;
    while (std::chrono::steady_clock::now() < until) continue;
    return 0;
  });

  // Our own calls keep the turn going, up to its limit.
  std::uint64_t longest = 0;
  auto end = std::chrono::steady_clock::now() + patience;
  while (longest < 3000 && std::chrono::steady_clock::now() < end) {
    at.on_reactor(0, [] { return 0; });
    longest = std::max(longest, at.at(0).longest_turn_us());
  }
  CHECK(longest >= 3000);
  CHECK(at.at(0).longest_turn_us() >= 3000);  // whoever else looks
}

// -- sockets ------------------------------------------------------------------

TEST_CASE("reactor: a sleeping one wakes for each socket", "[net][reactor]") {
  reactor_system at{1};
  for (int round = 0; round < 200; ++round) {
    wire socket;
    byte_reader reader{socket.ours};
    at.on_reactor(0, [&] {
      return at.at(0).sockets().add(socket.ours, EPOLLIN, reader);
    });
    REQUIRE(::write(socket.theirs, "x", 1) == 1);
    REQUIRE(value_of(reader.seen.get_future()) == 1);
    at.on_reactor(0, [&] {
      at.at(0).sockets().remove(socket.ours, reader);
      return 0;
    });
  }
}

TEST_CASE("reactor: readiness stays until it is used up", "[net][reactor]") {
  reactor_system at{1};
  wire socket;
  byte_reader reader{socket.ours};  // one byte each time it is told
  reader.expected = 1000;
  REQUIRE(::write(socket.theirs, std::string(1000, 'x').data(), 1000) == 1000);

  at.on_reactor(
      0, [&] { return at.at(0).sockets().add(socket.ours, EPOLLIN, reader); });

  CHECK(value_of(reader.seen.get_future()) == 1000);
  at.on_reactor(0, [&] {
    at.at(0).sockets().remove(socket.ours, reader);
    return 0;
  });
}

TEST_CASE("poller: who was removed in the same round is told nothing",
          "[net][reactor][poller]") {
  poller sockets;
  struct remover final : pollable {
    remover(poller& of, int descriptor) : set(of), fd(descriptor) {}
    void on_ready(std::uint32_t) override {
      ++told;
      set.remove(other->fd, *other);
    }
    poller& set;
    int fd;
    remover* other = nullptr;
    int told = 0;
  };
  wire one;
  wire two;
  remover first{sockets, one.ours};
  remover second{sockets, two.ours};
  first.other = &second;
  second.other = &first;
  REQUIRE(sockets.add(one.ours, EPOLLOUT, first));
  REQUIRE(sockets.add(two.ours, EPOLLOUT, second));

  sockets.poll_once();

  CHECK(first.told + second.told == 1);
}

TEST_CASE("poller: a descriptor that is none is refused",
          "[net][reactor][poller]") {
  poller sockets;
  wire socket;
  byte_reader reader{-1};

  CHECK_FALSE(sockets.add(-1, EPOLLIN, reader));
  CHECK(sockets.add(socket.ours, EPOLLIN, reader));
  CHECK_FALSE(sockets.add(socket.ours, EPOLLIN, reader));  // twice
}

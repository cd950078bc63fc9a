#include "net/api/actor_gate.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>

#include "tests/net/reactor/reactor_fixture.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::api;
using namespace parley::net::testing;
namespace asio = boost::asio;

namespace {

struct gate_scene : reactor_system {
  gate_scene() : reactor_system(2) {}
  ~gate_scene() {
    caf::scoped_actor self{system};
    for (auto& each : {gate, desk}) {
      self->send_exit(each, caf::exit_reason::kill);
      self->wait_for(each);
    }
  }

  /// Runs a coroutine on the first reactor and gives its value.
  template <class T>
  T run(asio::awaitable<T> what) {
    std::promise<T> done;
    asio::co_spawn(
        at(0).io(),
        [](asio::awaitable<T> inner,
           std::promise<T>& to) -> asio::awaitable<void> {
          to.set_value(co_await std::move(inner));
        }(std::move(what), done),
        asio::detached);
    return value_of(done.get_future());
  }

  caf::actor gate = system.spawn<actor_gate>(0);
  /// On the other reactor: doubles what it gets, refuses what is negative.
  caf::actor desk = spawn_scripted(
      system,
      [](scripted_actor*) -> caf::behavior {
        return {[](int n) -> core::result<int> {
          if (n < 0) return core::errc::forbidden;
          return 2 * n;
        }};
      },
      1);
};

asio::awaitable<int> where_it_resumes(caf::actor gate, caf::actor desk) {
  co_await ask<int>(gate, desk, caf::make_message(1));
  co_return here();
}

asio::awaitable<core::result<int>> ask_desk(caf::actor gate, caf::actor desk,
                                            int n) {
  co_return co_await ask<int>(gate, desk, caf::make_message(n));
}

asio::awaitable<int> ask_many(caf::actor gate, caf::actor desk, int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i)
    sum += *co_await ask<int>(gate, desk, caf::make_message(i));
  co_return sum;
}

}  // namespace

TEST_CASE("actor_gate: a coroutine gets an actor's answer",
          "[net][api][gate]") {
  gate_scene at;

  auto answer = at.run(ask_desk(at.gate, at.desk, 21));

  REQUIRE(answer.has_value());
  CHECK(*answer == 42);
}

TEST_CASE("actor_gate: an actor's refusal comes as it is", "[net][api][gate]") {
  gate_scene at;

  auto answer = at.run(ask_desk(at.gate, at.desk, -1));

  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == core::errc::forbidden);
}

TEST_CASE("actor_gate: a coroutine goes on where it began",
          "[net][api][gate]") {
  gate_scene at;

  CHECK(at.run(where_it_resumes(at.gate, at.desk)) == 0);
}

TEST_CASE("actor_gate: one question after the other", "[net][api][gate]") {
  gate_scene at;

  CHECK(at.run(ask_many(at.gate, at.desk, 1000)) == 999'000);
}

TEST_CASE("actor_gate: an actor that is gone is unavailable",
          "[net][api][gate]") {
  gate_scene at;
  caf::scoped_actor self{at.system};
  self->send_exit(at.desk, caf::exit_reason::kill);
  self->wait_for(at.desk);

  auto answer = at.run(ask_desk(at.gate, at.desk, 1));

  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == core::errc::unavailable);
  CHECK(answer.error().retry_after_ms > 0);
}

TEST_CASE("actor_gate: an actor that answers nonsense is unavailable",
          "[net][api][gate]") {
  gate_scene at;
  auto mad = spawn_scripted(at.system, [](scripted_actor*) -> caf::behavior {
    return {[](int) { return std::string{"what?"}; }};
  });

  auto answer = at.run(ask_desk(at.gate, mad, 1));

  CHECK(answer.error().code == core::errc::unavailable);
  caf::anon_send_exit(mad, caf::exit_reason::kill);
}

TEST_CASE("actor_gate: silence and absence are told apart",
          "[net][api][gate]") {
  auto silent = no_answer(caf::make_error(caf::sec::request_timeout));
  auto absent = no_answer(caf::make_error(caf::sec::request_receiver_down));

  CHECK(silent.code == core::errc::unavailable);
  CHECK(absent.code == core::errc::unavailable);
  CHECK(silent.message() != absent.message());
}

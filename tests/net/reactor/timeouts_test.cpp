#include "net/reactor/timeouts.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <functional>
#include <vector>

using namespace parley::net;
using namespace std::chrono_literals;

namespace {

using clock_type = std::chrono::steady_clock;

struct note final : timeout_target {
  std::function<void()> then;
  void on_timeout() override { then(); }
};

}  // namespace

TEST_CASE("timeouts: each ends once, in the order of their ends",
          "[net][reactor]") {
  boost::asio::io_context io;
  timeouts at{io};
  std::vector<int> ended;
  std::vector<std::unique_ptr<note>> notes;
  for (int ms : {30, 10, 20, 10, 0}) {
    auto& made = *notes.emplace_back(std::make_unique<note>());
    made.then = [&ended, ms] { ended.push_back(ms); };
    at.start(made, std::chrono::milliseconds{ms});
  }

  io.run();

  CHECK(ended == std::vector{0, 10, 10, 20, 30});
}

TEST_CASE("timeouts: never early", "[net][reactor]") {
  boost::asio::io_context io;
  timeouts at{io};
  note one;
  auto begun = clock_type::now();
  clock_type::time_point ended;
  one.then = [&] { ended = clock_type::now(); };
  at.start(one, 20ms);

  io.run();

  CHECK(ended - begun >= 20ms);
}

TEST_CASE("timeouts: started again it counts from there", "[net][reactor]") {
  boost::asio::io_context io;
  timeouts at{io};
  note kept;
  note other;
  std::vector<char> ended;
  kept.then = [&] { ended.push_back('k'); };
  other.then = [&] { ended.push_back('o'); };
  at.start(kept, 10ms);
  at.start(other, 15ms);
  at.start(kept, 25ms);

  io.run();

  CHECK(ended == std::vector{'o', 'k'});
}

TEST_CASE("timeouts: one that is stopped or destroyed never ends",
          "[net][reactor]") {
  boost::asio::io_context io;
  timeouts at{io};
  note stopped;
  stopped.then = [] { FAIL("stopped"); };
  at.start(stopped, 5ms);
  {
    note gone;
    gone.then = [] { FAIL("gone"); };
    at.start(gone, 5ms);
    gone.stop_timeout();
  }
  CHECK(stopped.has_timeout());
  stopped.stop_timeout();
  CHECK_FALSE(stopped.has_timeout());

  io.run();
}

TEST_CASE("timeouts: an end may start itself and stop others",
          "[net][reactor]") {
  boost::asio::io_context io;
  timeouts at{io};
  note again;
  note other;
  int rounds = 0;
  again.then = [&] {
    other.stop_timeout();
    if (++rounds < 3) at.start(again, 2ms);
  };
  other.then = [] { FAIL("was stopped"); };
  at.start(again, 2ms);
  at.start(other, 2ms);

  io.run();

  CHECK(rounds == 3);
}

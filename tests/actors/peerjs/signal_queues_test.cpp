#include "actors/peerjs/signal_queues.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace parley::actors;
using namespace std::chrono_literals;
using fate = signal_queues::fate;
using pairs = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr signal_queues::time_point start{};

peer_signal_ptr said(std::string src, std::string dst,
                     std::string text = "text") {
  return std::make_shared<const peer_signal>(
      peer_signal{peer_word::offer, src, dst, text});
}

std::string big(std::size_t bytes) { return std::string(bytes, 'x'); }

std::vector<std::string> texts(const std::vector<peer_signal_ptr>& of) {
  std::vector<std::string> all;
  for (const auto& each : of) all.push_back(each->text);
  return all;
}

pairs sorted(pairs of) {
  std::sort(of.begin(), of.end());
  return of;
}

}  // namespace

TEST_CASE("signal queues: what waits is taken once, in order",
          "[actors][peerjs]") {
  signal_queues at{{}};
  at.push(said("ann", "bob", "1"), start);
  at.push(said("cleo", "bob", "2"), start);
  at.push(said("ann", "dora", "3"), start);

  CHECK(texts(at.take("bob")) == std::vector<std::string>{"1", "2"});
  CHECK(at.take("bob").empty());
  CHECK_FALSE(at.empty());
  CHECK(texts(at.take("dora")) == std::vector<std::string>{"3"});
  CHECK(at.empty());
}

TEST_CASE("signal queues: a queue is as old as its first signal",
          "[actors][peerjs]") {
  signal_queues at{{}};
  at.push(said("ann", "bob"), start);
  at.push(said("ann", "bob"), start + 4s);
  at.push(said("cleo", "bob"), start + 4999ms);
  at.push(said("ann", "dora"), start + 1s);

  CHECK(at.expire(start + 4999ms).pairs.empty());
  auto over = at.expire(start + 5s);

  CHECK(sorted(over.pairs) == pairs{{"ann", "bob"}, {"cleo", "bob"}});
  CHECK(over.signals == 3);
  CHECK(at.take("bob").empty());
  CHECK(at.take("dora").size() == 1);
}

TEST_CASE("signal queues: after it expired a queue begins anew",
          "[actors][peerjs]") {
  signal_queues at{{}};
  at.push(said("ann", "bob"), start);
  at.expire(start + 5s);

  at.push(said("ann", "bob"), start + 6s);

  CHECK(at.expire(start + 10s).pairs.empty());
  CHECK(at.expire(start + 11s).pairs == pairs{{"ann", "bob"}});
}

TEST_CASE("signal queues: each bound refuses what is over it",
          "[actors][peerjs]") {
  queue_limits limits{3, 100, 150, 200, 5s};
  signal_queues at{limits};

  SECTION("signals for one") {
    for (int i = 0; i < 3; ++i)
      CHECK(at.push(said("ann", "bob"), start) == fate::waits);
    CHECK(at.push(said("ann", "bob"), start) == fate::dropped);
    CHECK(at.push(said("cleo", "bob"), start) == fate::refused);
    CHECK(at.push(said("ann", "dora"), start) == fate::waits);
  }
  SECTION("bytes for one") {
    CHECK(at.push(said("ann", "bob", big(101)), start) == fate::refused);
    CHECK(at.push(said("ann", "bob", big(60)), start) == fate::waits);
    CHECK(at.push(said("cleo", "bob", big(41)), start) == fate::refused);
    CHECK(at.push(said("cleo", "bob", big(40)), start) == fate::waits);
  }
  SECTION("bytes of one") {
    CHECK(at.push(said("ann", "bob", big(100)), start) == fate::waits);
    CHECK(at.push(said("ann", "dora", big(51)), start) == fate::refused);
    CHECK(at.push(said("ann", "dora", big(50)), start) == fate::waits);
    CHECK(at.push(said("cleo", "emma", big(50)), start) == fate::waits);
  }
  SECTION("bytes in all") {
    CHECK(at.push(said("ann", "bob", big(100)), start) == fate::waits);
    CHECK(at.push(said("cleo", "dora", big(100)), start) == fate::waits);
    CHECK(at.push(said("emma", "fay", big(1)), start) == fate::refused);
    at.take("bob");
    CHECK(at.push(said("emma", "fay", big(1)), start) == fate::waits);
  }
}

TEST_CASE("signal queues: whatever happens, what has gone leaves its room",
          "[actors][peerjs]") {
  auto seed = GENERATE(range(0u, 20u));
  std::mt19937 dice{seed};
  auto roll = [&](unsigned sides) {
    return static_cast<unsigned>(dice()) % sides;
  };
  auto name = [&] { return std::string(1, static_cast<char>('a' + roll(5))); };
  queue_limits limits{4, 100, 150, 300, 5s};
  signal_queues at{limits};
  auto now = start;
  for (int i = 0; i < 500; ++i) {
    now += std::chrono::milliseconds{roll(400)};
    switch (roll(6)) {
      case 0:
        at.expire(now);
        break;
      case 1:
        at.take(name());
        break;
      default:
        at.push(said(name(), name(), big(1 + roll(60))), now);
    }
  }
  at.expire(now + 5s);
  REQUIRE(at.empty());

  // All of its room again, for one sender and for others.
  CHECK(at.push(said("a", "b", big(100)), now) == fate::waits);
  CHECK(at.push(said("a", "c", big(50)), now) == fate::waits);
  CHECK(at.push(said("b", "d", big(100)), now) == fate::waits);
  CHECK(at.push(said("c", "e", big(50)), now) == fate::waits);
  CHECK(at.push(said("d", "f", big(1)), now) == fate::refused);
}

// Connection state recovery: what is kept, for how long, and for whom.

#include "net/socketio/recovery_log.hpp"

#include <catch2/catch.hpp>

using namespace parley::net;
using namespace parley::net::socketio;
using namespace std::chrono_literals;

namespace {

using strings = std::vector<std::string>;

frame_ptr frame_of(std::string text) {
  auto made = std::make_shared<frame>();
  made->bytes = std::move(text);
  return made;
}

/// A log under a clock of its own.
struct diary {
  recovery_limits limits;
  recovery_log log{limits};
  recovery_log::clock::time_point now = recovery_log::clock::now();

  explicit diary(recovery_limits with = {}) : limits(with) {}

  /// Adds a packet for a room (none: for all) and gives its offset.
  std::string add(const std::string& text, const std::string& room = {}) {
    auto offset = log.next_offset();
    audience whom;
    if (!room.empty()) whom.rooms.push_back(room);
    log.add(whom, {frame_of(text)}, now);
    return offset;
  }
  void lose(const std::string& pid, strings joined = {"red"}) {
    log.keep(pid, "sid of " + pid, std::move(joined), now);
  }
  /// What a client that returns has missed; nothing: it starts anew.
  std::optional<strings> missed(const std::string& pid,
                                const std::string& offset) {
    auto state = log.restore(pid, offset, now);
    if (!state) return std::nullopt;
    strings all;
    for (const auto& each : state->missed) all.push_back(each->bytes);
    return all;
  }
};

}  // namespace

TEST_CASE("recovery_log: who returns gets what came behind the offset",
          "[net][socketio]") {
  diary at;
  auto seen = at.add("one");
  at.add("two");
  at.lose("p");
  at.add("three");

  CHECK(at.missed("p", seen) == strings{"two", "three"});
}

TEST_CASE("recovery_log: only packets of its rooms", "[net][socketio]") {
  diary at;
  auto seen = at.add("start");
  at.lose("p", {"own sid", "red"});
  at.add("red", "red");
  at.add("blue", "blue");
  at.add("own", "own sid");
  at.log.add({{}, {"red"}}, {frame_of("not red")}, at.now);

  CHECK(at.missed("p", seen) == strings{"red", "own"});
}

TEST_CASE("recovery_log: sid and rooms come back once", "[net][socketio]") {
  diary at;
  auto seen = at.add("one");
  at.lose("p", {"a", "b"});

  auto state = at.log.restore("p", seen, at.now);

  REQUIRE(state);
  CHECK(state->sid == "sid of p");
  CHECK(state->joined == strings{"a", "b"});
  CHECK_FALSE(at.missed("p", seen));
  at.lose("p");
  CHECK(at.missed("p", seen) == strings{});
}

TEST_CASE("recovery_log: what is not known starts anew", "[net][socketio]") {
  diary at;
  auto seen = at.add("one");
  at.lose("p");
  auto offset = GENERATE(as<std::string>{}, "", "nonsense!", "-1", "zzzzzzzzz",
                         "99999999999999999999999999");

  CHECK_FALSE(at.missed("stranger", seen));
  CHECK_FALSE(at.missed("p", offset));
}

TEST_CASE("recovery_log: nobody waits for ever", "[net][socketio]") {
  diary at;
  at.limits.window = 1s;
  auto seen = at.add("one");
  at.lose("p");
  at.lose("q");

  at.now += 900ms;
  CHECK(at.missed("p", seen) == strings{});
  at.now += 200ms;

  CHECK_FALSE(at.missed("q", seen));
  CHECK(at.log.packets() == 0);
  CHECK(at.log.sessions() == 0);
}

TEST_CASE("recovery_log: an older end does not end a later absence",
          "[net][socketio]") {
  diary at;
  at.limits.window = 1s;
  at.lose("p");
  at.now += 900ms;
  auto seen = at.add("one");
  at.lose("p");
  at.now += 200ms;  // past the first end

  CHECK(at.missed("p", seen) == strings{});
}

TEST_CASE("recovery_log: is bounded in packets, bytes and sessions",
          "[net][socketio]") {
  diary at;
  at.limits.max_packets = 10;
  at.limits.max_sessions = 5;
  auto first = at.add("first");
  for (int i = 0; i < 100; ++i) at.add(std::to_string(i));
  for (int i = 0; i < 100; ++i) at.lose(std::to_string(i));
  CHECK(at.log.packets() == 10);
  CHECK(at.log.sessions() == 5);
  CHECK_FALSE(at.missed("99", first));

  at.limits.max_bytes = 1000;
  at.add(std::string(400, 'x'));
  auto last = at.add(std::string(400, 'y'));
  CHECK(at.log.packets() <= 2);
  CHECK(at.missed("99", last) == strings{});
}

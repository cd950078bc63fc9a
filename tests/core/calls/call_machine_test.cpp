#include "core/calls/call_machine.hpp"

#include <catch2/catch.hpp>

#include "core/calls/call_words.hpp"
#include "core/calls/waiting_signals.hpp"
#include "tests/result_printing.hpp"

using namespace parley::core;
using namespace std::chrono_literals;

namespace {

const timestamp noon = from_ms(1'800'000'000'000);

/// A call of the first one, with two devices of everybody.
struct desk {
  explicit desk(std::size_t count, std::vector<std::size_t> busy = {})
      : machine(plan(count, busy), {45s, 20s, 1h, 3}) {
    heard(machine.start(seat(0), noon));
  }

  call plan(std::size_t count, const std::vector<std::size_t>& busy) {
    call value;
    value.id = call_id::make();
    value.group = count > 2;
    for (std::size_t i = 0; i < count; ++i) {
      people.push_back(user_id::make());
      devices.push_back(device_id::make());
      others.push_back(device_id::make());
      value.parties.push_back({{people[i], "", ""}});
    }
    for (auto i : busy) value.parties[i].state = party_state::busy;
    return value;
  }
  call_seat seat(std::size_t who) { return {people[who], devices[who], true}; }
  call_seat other_seat(std::size_t who) {
    return {people[who], others[who], true};
  }

  void heard(const call_effects& what) { last = what; }
  void heard(const result<call_effects>& what) {
    REQUIRE(what);
    last = *what;
  }
  /// What was told to somebody last, in words.
  std::vector<call_notice> told(std::size_t who) const {
    std::vector<call_notice> all;
    for (const auto& each : last.tells)
      if (each.to == people[who]) all.push_back(each.what);
    return all;
  }
  call_status status() const { return machine.value().status; }
  party_state state(std::size_t who) const {
    return machine.value().parties[who].state;
  }

  std::vector<user_id> people;
  std::vector<device_id> devices;
  std::vector<device_id> others;
  call_machine machine;
  call_effects last;
};

using notices = std::vector<call_notice>;
using enum call_notice;

}  // namespace

TEST_CASE("calls: it rings until somebody answers", "[core][calls]") {
  desk at{2};
  CHECK(at.told(0) == notices{ringing});
  CHECK(at.told(1) == notices{incoming});
  CHECK(at.machine.next_deadline() == noon + 45s);
  CHECK(at.machine.holds(at.people[1]));

  at.heard(at.machine.accept(at.seat(1), noon + 5s));

  CHECK(at.status() == call_status::accepted);
  CHECK(at.told(0) == notices{accepted});
  CHECK(at.told(1) == notices{accepted, answered_elsewhere});
  CHECK(at.last.tells[1].only == at.devices[1]);
  CHECK(at.last.tells[2].except == at.devices[1]);
  CHECK(at.last.tells[2].at == at.devices[1]);
  CHECK(at.machine.value().answered_at == noon + 5s);
  CHECK(at.machine.next_deadline() == noon + 5s + 1h);
}

TEST_CASE("calls: nobody rings for ever", "[core][calls]") {
  desk at{2};
  at.heard(at.machine.tick(noon + 44s));
  CHECK(at.last.tells.empty());

  at.heard(at.machine.tick(noon + 45s));

  CHECK(at.status() == call_status::missed);
  CHECK(at.machine.value().reason == call_reason::no_answer);
  CHECK(at.told(0) == notices{missed});
  CHECK(at.told(1) == notices{missed});
  CHECK(at.machine.accept(at.seat(1), noon + 45s).error().code == errc::gone);
}

TEST_CASE("calls: who declines ends a call of two", "[core][calls]") {
  desk at{2};

  at.heard(at.machine.reject(at.people[1], noon));

  CHECK(at.status() == call_status::rejected);
  CHECK(at.machine.value().ended_by == at.people[1]);
  CHECK(at.state(1) == party_state::rejected);
  CHECK(at.told(0) == notices{rejected});
  CHECK(at.told(1) == notices{rejected});
}

TEST_CASE("calls: only the caller takes it back, and only while it rings",
          "[core][calls]") {
  desk at{2};
  CHECK(at.machine.cancel(at.people[1], noon).error().code == errc::forbidden);
  SECTION("in time") {
    at.heard(at.machine.cancel(at.people[0], noon));
    CHECK(at.status() == call_status::cancelled);
    CHECK(at.told(1) == notices{ended});
  }
  SECTION("too late it is left") {
    at.heard(at.machine.accept(at.seat(1), noon));
    at.heard(at.machine.cancel(at.people[0], noon));
    CHECK(at.status() == call_status::ended);
    CHECK(at.machine.value().reason == call_reason::hung_up);
  }
}

TEST_CASE("calls: who is called and busy lets no call begin", "[core][calls]") {
  desk at{2, {1}};

  CHECK(at.status() == call_status::busy);
  CHECK(at.told(0) == notices{busy});
  CHECK(at.told(1).empty());
  CHECK(at.last.store);
  CHECK_FALSE(at.machine.holds(at.people[0]));
}

TEST_CASE("calls: a call of two ends when either leaves", "[core][calls]") {
  for (std::size_t who : {0, 1}) {
    desk at{2};
    at.heard(at.machine.accept(at.seat(1), noon + 1s));
    at.heard(at.machine.end(at.people[who], noon + 9s));

    CHECK(at.status() == call_status::ended);
    CHECK(at.told(0) == notices{ended});
    CHECK(at.told(1) == notices{ended});
    CHECK(at.machine.value().ended_at == noon + 9s);
  }
}

TEST_CASE("calls: a call of many ends with the last one out", "[core][calls]") {
  desk at{3};
  at.heard(at.machine.accept(at.seat(1), noon));
  at.heard(at.machine.accept(at.seat(2), noon));
  at.heard(at.machine.end(at.people[0], noon + 1s));
  CHECK(at.status() == call_status::accepted);
  CHECK(at.told(0) == notices{ended});
  CHECK(at.last.tells[0].status == call_status::ended);
  CHECK(at.told(1) == notices{participants});
  CHECK_FALSE(at.machine.holds(at.people[0]));

  at.heard(at.machine.end(at.people[1], noon + 2s));
  at.heard(at.machine.end(at.people[2], noon + 3s));

  CHECK(at.status() == call_status::ended);
  CHECK(at.told(2) == notices{ended});
  CHECK(at.told(0).empty());
}

TEST_CASE("calls: among many one declines for oneself, all for the call",
          "[core][calls]") {
  desk at{3};
  at.heard(at.machine.reject(at.people[1], noon));
  CHECK(at.status() == call_status::ringing);
  CHECK(at.told(1) == notices{rejected});
  CHECK(at.told(0) == notices{participants});
  CHECK(at.told(2).empty());

  at.heard(at.machine.reject(at.people[2], noon));

  CHECK(at.status() == call_status::rejected);
  CHECK(at.told(2) == notices{rejected});
  CHECK(at.told(1).empty());
}

TEST_CASE("calls: who did not answer among many may still come",
          "[core][calls]") {
  desk at{3};
  at.heard(at.machine.accept(at.seat(1), noon));
  at.heard(at.machine.tick(noon + 45s));
  CHECK(at.told(2) == notices{missed});
  CHECK(at.status() == call_status::accepted);
  CHECK(at.state(2) == party_state::missed);

  at.heard(at.machine.accept(at.seat(2), noon + 1min));

  CHECK(at.state(2) == party_state::joined);
  CHECK(at.told(0) == notices{accepted});
}

TEST_CASE("calls: there is room for so many", "[core][calls]") {
  desk at{4};
  at.heard(at.machine.accept(at.seat(1), noon));
  at.heard(at.machine.accept(at.seat(2), noon));

  CHECK(at.machine.accept(at.seat(3), noon).error().code == errc::conflict);

  at.heard(at.machine.end(at.people[0], noon));
  at.heard(at.machine.accept(at.seat(3), noon));
}

TEST_CASE("calls: another device takes a call over", "[core][calls]") {
  desk at{2};
  at.heard(at.machine.accept(at.seat(1), noon));

  at.heard(at.machine.accept(at.other_seat(1), noon + 1s));

  CHECK(at.told(1) == notices{answered_elsewhere, participants});
  CHECK(at.last.tells[0].only == at.devices[1]);
  CHECK(at.last.tells[0].at == at.others[1]);
  CHECK(at.told(0) == notices{participants});
  CHECK(at.machine.value().parties[1].device == at.others[1]);
  CHECK(at.machine.lose(at.people[1], at.devices[1], noon).tells.empty());
}

TEST_CASE("calls: accepting twice is accepting once", "[core][calls]") {
  desk at{2};
  at.heard(at.machine.accept(at.seat(1), noon));

  at.heard(at.machine.accept(at.seat(1), noon + 1s));

  CHECK(at.last.tells.empty());
  CHECK(at.machine.value().parties[1].joined_at == noon);
}

TEST_CASE("calls: a lost connection is waited for", "[core][calls]") {
  desk at{2};
  at.heard(at.machine.accept(at.seat(1), noon));
  at.heard(at.machine.lose(at.people[1], at.devices[1], noon + 1s));
  CHECK(at.told(0) == notices{participants});
  CHECK(at.machine.next_deadline() == noon + 21s);

  SECTION("it comes back") {
    at.heard(at.machine.regain(at.people[1], at.devices[1]));
    CHECK(at.told(0) == notices{participants});
    CHECK(at.machine.next_deadline() == noon + 1h);
  }
  SECTION("it does not") {
    at.heard(at.machine.tick(noon + 21s));
    CHECK(at.status() == call_status::ended);
    CHECK(at.machine.value().reason == call_reason::connection_lost);
  }
}

TEST_CASE("calls: a caller that is gone does not let others ring",
          "[core][calls]") {
  desk at{3};
  at.heard(at.machine.lose(at.people[0], at.devices[0], noon));

  at.heard(at.machine.tick(noon + 20s));

  CHECK(at.status() == call_status::cancelled);
  CHECK(at.told(2) == notices{ended});
}

TEST_CASE("calls: no call goes on for ever", "[core][calls]") {
  desk at{3};
  at.heard(at.machine.accept(at.seat(1), noon));
  at.heard(at.machine.tick(noon + 45s));

  at.heard(at.machine.tick(noon + 1h));

  CHECK(at.status() == call_status::ended);
  CHECK(at.machine.value().reason == call_reason::too_long);
}

TEST_CASE("calls: what one shows is told when it changes", "[core][calls]") {
  desk at{2};
  const shown_media muted{false, true, false};
  CHECK(at.machine.show(at.seat(1), muted).error().code == errc::conflict);
  at.heard(at.machine.accept(at.seat(1), noon));

  at.heard(at.machine.show(at.seat(1), muted));
  CHECK(at.told(0) == notices{participants});
  CHECK(at.machine.value().parties[1].shows == muted);
  CHECK_FALSE(at.last.store);

  at.heard(at.machine.show(at.seat(1), muted));
  CHECK(at.last.tells.empty());
  CHECK(at.machine.show(at.other_seat(1), {}).error().code == errc::conflict);
}

TEST_CASE("calls: strangers learn nothing", "[core][calls]") {
  desk at{2};
  auto stranger = user_id::make();

  CHECK(at.machine.accept({stranger, {}, true}, noon).error().code ==
        errc::not_found);
  CHECK(at.machine.end(stranger, noon).error().code == errc::not_found);
  at.heard(at.machine.end(at.people[0], noon));
  CHECK(at.machine.end(stranger, noon).error().code == errc::not_found);
}

TEST_CASE("calls: who is no longer a member is out", "[core][calls]") {
  desk at{3};
  at.heard(at.machine.accept(at.seat(1), noon));
  at.heard(at.machine.accept(at.seat(2), noon));

  at.heard(at.machine.remove(at.people[1], noon));

  CHECK(at.told(1) == notices{ended});
  CHECK(at.last.tells[0].reason == call_reason::removed);
  CHECK(at.status() == call_status::accepted);
}

TEST_CASE("calls: a newcomer comes to the call of a group", "[core][calls]") {
  desk at{3};
  const user_card dan{user_id::make(), "dan", ""};
  const call_seat seat{dan.id, device_id::make(), true};
  CHECK(at.machine.accept(seat, noon).error().code == errc::not_found);

  at.heard(at.machine.accept(seat, noon, dan));

  CHECK(at.status() == call_status::accepted);
  REQUIRE(at.machine.value().parties.size() == 4);
  CHECK(at.state(3) == party_state::joined);
  CHECK(at.machine.value().parties[3].who.username == "dan");
  CHECK(at.told(0) == notices{accepted});
  CHECK(at.machine.holds(dan.id));
  at.heard(at.machine.remove(dan.id, noon));
  at.heard(at.machine.accept(seat, noon, dan));
  CHECK(at.machine.value().parties.size() == 4);
}

TEST_CASE("calls: a newcomer does not come to every call", "[core][calls]") {
  const user_card dan{user_id::make(), "dan", ""};
  const call_seat seat{dan.id, device_id::make(), true};
  auto refused = [&](desk& at) {
    const auto before = at.machine.value().parties.size();
    auto why = at.machine.accept(seat, noon, dan).error().code;
    CHECK(at.machine.value().parties.size() == before);
    return why;
  };
  SECTION("of two") {
    desk at{2};
    CHECK(refused(at) == errc::not_found);
  }
  SECTION("that is full") {
    desk at{3};
    at.heard(at.machine.accept(at.seat(1), noon));
    at.heard(at.machine.accept(at.seat(2), noon));
    CHECK(refused(at) == errc::conflict);
  }
  SECTION("that is over") {
    desk at{3};
    at.heard(at.machine.fail(noon));
    CHECK(refused(at) == errc::gone);
  }
}

TEST_CASE("calls: how it ended is told again by the same words",
          "[core][calls]") {
  desk at{3};
  at.heard(at.machine.accept(at.seat(1), noon));
  at.heard(at.machine.reject(at.people[2], noon + 1s));
  at.heard(at.machine.end(at.people[0], noon + 2s));
  at.heard(at.machine.end(at.people[1], noon + 3s));

  auto again = last_tells(at.machine.value());

  REQUIRE(again.size() == 1);
  REQUIRE(at.last.tells.size() == 1);
  const auto& first = at.last.tells[0];
  CHECK(again[0].to == first.to);
  CHECK(again[0].what == first.what);
  CHECK(again[0].about == first.about);
  CHECK(again[0].at == first.at);
  CHECK(again[0].status == first.status);
  CHECK(again[0].reason == first.reason);
}

TEST_CASE("calls: who was busy is not told of the end", "[core][calls]") {
  desk at{2, {1}};

  auto again = last_tells(at.machine.value());

  REQUIRE(again.size() == 1);
  CHECK(again[0].to == at.people[0]);
  CHECK(again[0].what == busy);
  desk declined{2};
  declined.heard(declined.machine.reject(declined.people[1], noon));
  CHECK(last_tells(declined.machine.value()).size() == 2);
}

TEST_CASE("calls: what the server cannot go on with was missed, or failed",
          "[core][calls]") {
  desk rings{2};
  rings.heard(rings.machine.fail(noon));
  CHECK(rings.status() == call_status::missed);
  desk on{2};
  on.heard(on.machine.accept(on.seat(1), noon));
  on.heard(on.machine.fail(noon));
  CHECK(on.status() == call_status::failed);
  CHECK(on.told(0) == notices{ended});
}

TEST_CASE("calls: signals wait in order, and only so many", "[core][calls]") {
  waiting_signals waiting;
  auto ann = user_id::make();
  auto bob = user_id::make();
  CHECK(waiting.put({ann, {}, bob, "1"}));
  CHECK(waiting.put({bob, {}, ann, "2"}));
  CHECK(waiting.put({ann, {}, bob, "3"}));

  auto got = waiting.take(bob);
  REQUIRE(got.size() == 2);
  CHECK(got[0].content == "1");
  CHECK(got[1].content == "3");
  CHECK(waiting.size() == 1);

  std::size_t kept = 0;
  const std::string large(64 << 10, 'x');
  while (waiting.put({ann, {}, bob, large})) ++kept;
  CHECK(kept == waiting_signals::most_bytes / large.size() - 1);
  waiting.take(bob);
  CHECK(waiting.put({ann, {}, bob, large}));
  waiting.take(bob);
  kept = waiting.size();
  while (waiting.put({ann, {}, bob, {}})) ++kept;
  CHECK(kept == waiting_signals::most);
}

TEST_CASE("calls: signals of who has gone do not wait", "[core][calls]") {
  waiting_signals waiting;
  auto ann = user_id::make();
  auto bob = user_id::make();
  auto cid = user_id::make();
  const std::string large(waiting_signals::most_bytes - 1, 'x');
  waiting.put({ann, {}, bob, large});
  waiting.put({bob, {}, cid, "2"});
  CHECK_FALSE(waiting.put({ann, {}, cid, "3"}));

  waiting.drop(bob);

  CHECK(waiting.size() == 0);
  CHECK(waiting.put({ann, {}, cid, "3"}));
}

TEST_CASE("calls: signals for one of many leave room for others",
          "[core][calls]") {
  waiting_signals waiting;
  auto ann = user_id::make();
  auto bob = user_id::make();
  CHECK(waiting.put({ann, {}, bob, "1"}, 1));
  CHECK_FALSE(waiting.put({ann, {}, bob, "2"}, 1));
  CHECK(waiting.put({bob, {}, ann, "3"}, 1));
}

TEST_CASE("calls: every state has its word", "[core][calls]") {
  CHECK(word_for(call_status::ringing) == "ringing");
  CHECK(word_for(call_status::failed) == "failed");
  CHECK(word_for(call_reason::server) == "server");
  CHECK(word_for(party_state::left) == "left");
  CHECK(word_for(call_media::audio) == "audio");
}

#include "bench/tester/call_pair.hpp"

#include <catch2/catch.hpp>
#include <optional>

using namespace parley::bench;

namespace {

constexpr auto caller = call_side::caller;
constexpr auto callee = call_side::callee;
constexpr std::uint32_t number = 7;

call_news news(call_word what, std::string_view call = "c1") {
  return {what, call, 0, {}};
}

call_news signal_at(std::uint32_t place) {
  return {call_word::signal, "c1", place, {}};
}

call_news end_of(std::string_view call, std::string_view reason) {
  return {call_word::over, call, 0, reason};
}

call_news answer(std::uint32_t to, std::string_view call) {
  return {call_word::done, call, to, {}};
}

call_news refusal(std::uint32_t of, std::string_view code) {
  return {call_word::refused, {}, of, code};
}

/// What is to be done about news; nothing at all if they are about no call that
/// is under way.
std::optional<call_act> told(call_pair& pair, call_side who,
                             const call_news& what) {
  if (!pair.concerns(what)) return std::nullopt;
  return pair.hear(who, what).act;
}

/// A pair whose call rings.
call_pair ringing(std::uint32_t signals) {
  call_pair pair;
  pair.begin(number, signals, 77);
  REQUIRE(told(pair, callee, news(call_word::incoming)) == call_act::accept);
  return pair;
}

}  // namespace

TEST_CASE("call pair: they ring, talk, hang up", "[bench]") {
  auto pair = ringing(2);
  CHECK(pair.id() == "c1");
  CHECK(pair.intended_ns() == 77);
  CHECK(told(pair, caller, news(call_word::ringing)) == call_act::nothing);
  CHECK(told(pair, caller, answer(number, "c1")) == call_act::nothing);
  CHECK(told(pair, callee, news(call_word::accepted)) == call_act::nothing);
  CHECK(told(pair, caller, news(call_word::accepted)) == call_act::offer);

  pair.speak(caller, 100);
  CHECK(told(pair, callee, signal_at(0)) == call_act::answer);
  pair.speak(callee, 200);
  CHECK(told(pair, caller, signal_at(0)) == call_act::nothing);
  CHECK(told(pair, caller, signal_at(1)) == call_act::nothing);
  CHECK(told(pair, callee, signal_at(1)) == call_act::hang_up);
  CHECK(pair.spoke_ns(caller) == 100);
  CHECK(pair.spoke_ns(callee) == 200);

  CHECK(told(pair, caller, end_of("c1", "hung_up")) == call_act::nothing);
  CHECK(told(pair, callee, end_of("c1", "hung_up")) == call_act::finish);
}

TEST_CASE("call pair: who has nothing to signal hangs up when answered",
          "[bench]") {
  auto pair = ringing(0);

  CHECK(told(pair, caller, news(call_word::accepted)) == call_act::hang_up);
}

TEST_CASE("call pair: one signal each is enough", "[bench]") {
  auto pair = ringing(1);

  CHECK(told(pair, caller, news(call_word::accepted)) == call_act::offer);
  CHECK(told(pair, callee, signal_at(0)) == call_act::answer);
  CHECK(told(pair, caller, signal_at(0)) == call_act::hang_up);
}

TEST_CASE("call pair: a signal that is missing or comes twice is noticed",
          "[bench]") {
  auto pair = ringing(2);
  REQUIRE(told(pair, callee, signal_at(0)) == call_act::answer);
  auto place = GENERATE(0u, 2u, 99u);

  auto turn = pair.hear(callee, signal_at(place));
  CHECK(turn.act == call_act::fail);
  CHECK(turn.why == "signal_out_of_order");
}

TEST_CASE("call pair: a signal too many is noticed", "[bench]") {
  auto pair = ringing(1);
  REQUIRE(told(pair, callee, signal_at(0)) == call_act::answer);

  CHECK(told(pair, callee, signal_at(1)) == call_act::fail);
}

TEST_CASE("call pair: an error fails the call with its code", "[bench]") {
  call_pair pair;
  pair.begin(number, 2, 0);

  CHECK_FALSE(pair.concerns(refusal(number - 1, "GONE")));
  for (auto of : {number, 0u}) {
    REQUIRE(pair.concerns(refusal(of, "CONFLICT")));
    auto turn = pair.hear(caller, refusal(of, "CONFLICT"));
    CHECK(turn.act == call_act::fail);
    CHECK(turn.why == "CONFLICT");
  }
}

TEST_CASE("call pair: an end that nobody asked for is a failure", "[bench]") {
  auto pair = ringing(2);
  REQUIRE(told(pair, caller, news(call_word::accepted)) == call_act::offer);

  auto turn = pair.hear(callee, end_of("c1", "connection_lost"));
  CHECK(turn.act == call_act::fail);
  CHECK(turn.why == "connection_lost");
  CHECK(told(pair, callee, end_of("c1", "hung_up")) == call_act::fail);
}

TEST_CASE("call pair: an end for another reason is a failure", "[bench]") {
  auto pair = ringing(0);
  REQUIRE(told(pair, caller, news(call_word::accepted)) == call_act::hang_up);

  CHECK(told(pair, callee, end_of("c1", "server")) == call_act::fail);
}

TEST_CASE("call pair: what still comes of the former call is passed over",
          "[bench]") {
  auto pair = ringing(2);
  pair.end();
  CHECK(pair.number() == 0);
  CHECK_FALSE(pair.concerns(end_of("c1", "hung_up")));
  CHECK_FALSE(pair.concerns(refusal(0, "GONE")));

  pair.begin(number + 1, 2, 0);
  CHECK_FALSE(pair.concerns(end_of("c1", "hung_up")));
  CHECK_FALSE(pair.concerns(answer(number, {})));
  CHECK_FALSE(pair.is_stray(answer(number, "c1")));
  CHECK(told(pair, callee, news(call_word::incoming, "c2")) ==
        call_act::accept);
  CHECK(pair.id() == "c2");
  CHECK_FALSE(pair.concerns(signal_at(0)));
}

TEST_CASE("call pair: a call that was given up is a stray when it comes",
          "[bench]") {
  call_pair pair;
  pair.begin(number, 2, 0);
  pair.end();

  CHECK(pair.is_stray(news(call_word::incoming)));
  CHECK(pair.is_stray(answer(number, "c1")));
  CHECK_FALSE(pair.is_stray(answer(number, {})));
  CHECK_FALSE(pair.is_stray(end_of("c1", "hung_up")));
  pair.begin(number + 1, 2, 0);
  REQUIRE(told(pair, caller, answer(number + 1, "c2")) == call_act::nothing);
  CHECK(pair.is_stray(news(call_word::incoming)));
  CHECK_FALSE(pair.is_stray(news(call_word::incoming, "c2")));
}

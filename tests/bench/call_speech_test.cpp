#include "bench/tester/dialects/call_speech.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace parley::bench;

namespace {

std::string event(const std::string& name, const std::string& rest) {
  return R"({"event":")" + name + R"(","data":{"callId":"c1",)" + rest + "}}";
}

}  // namespace

TEST_CASE("call speech: an event is about its call", "[bench]") {
  const std::string rest = R"("status":"ringing","reason":null)";
  const auto incoming = event("call_incoming", rest);
  const auto ringing = event("call_ringing", rest);
  const auto accepted = event("call_accepted", rest);

  auto news = read_call_news(incoming);
  REQUIRE(news);
  CHECK(news->what == call_word::incoming);
  CHECK(news->call == "c1");
  news = read_call_news(ringing);
  REQUIRE(news);
  CHECK(news->what == call_word::ringing);
  CHECK(news->call == "c1");
  news = read_call_news(accepted);
  REQUIRE(news);
  CHECK(news->what == call_word::accepted);
  CHECK(news->call == "c1");
}

TEST_CASE("call speech: an end has a reason", "[bench]") {
  auto name =
      GENERATE("call_rejected", "call_busy", "call_missed", "call_ended");
  auto told = event(name, R"("status":"ended","reason":"hung_up","call":{})");
  auto silent = event(name, R"("status":"ended","reason":null,"call":{})");

  auto news = read_call_news(told);
  REQUIRE(news);
  CHECK(news->what == call_word::over);
  CHECK(news->call == "c1");
  CHECK(news->why == "hung_up");
  news = read_call_news(silent);
  REQUIRE(news);
  CHECK(news->why == name);
}

TEST_CASE("call speech: a signal has a place", "[bench]") {
  auto text = event("call_signal", R"("from":"u","signal":{"i":12,"p":"x"})");
  auto other = event("call_signal", R"("from":"u","signal":{"sdp":"x"})");

  auto news = read_call_news(text);
  REQUIRE(news);
  CHECK(news->what == call_word::signal);
  CHECK(news->call == "c1");
  CHECK(news->number == 12);
  news = read_call_news(other);
  REQUIRE(news);
  CHECK(news->number == no_number);
}

TEST_CASE("call speech: an answer has the number of the question", "[bench]") {
  std::string done =
      R"({"ack":1000000001,"data":{"ok":true,"callId":"c1","status":"busy"}})";
  std::string plain = R"({"ack":1000000002,"data":{"ok":true}})";
  std::string refused =
      R"({"ack":1000000003,"data":{"ok":false,"error":)"
      R"({"message":"no","code":"RATE_LIMITED","retryAfter":1}}})";

  auto news = read_call_news(done);
  REQUIRE(news);
  CHECK(news->what == call_word::done);
  CHECK(news->number == 1'000'000'001);
  CHECK(news->call == "c1");
  news = read_call_news(plain);
  REQUIRE(news);
  CHECK(news->number == 1'000'000'002);
  CHECK(news->call.empty());
  news = read_call_news(refused);
  REQUIRE(news);
  CHECK(news->what == call_word::refused);
  CHECK(news->number == 1'000'000'003);
  CHECK(news->why == "RATE_LIMITED");
}

TEST_CASE("call speech: an error of a signal is a refusal", "[bench]") {
  std::string signal =
      R"({"event":"error","data":{"message":"over","code":"GONE",)"
      R"("event":"call_signal"}})";
  std::string other =
      R"({"event":"error","data":{"message":"over","code":"GONE",)"
      R"("event":"call_end"}})";

  auto news = read_call_news(signal);
  REQUIRE(news);
  CHECK(news->what == call_word::refused);
  CHECK(news->number == 0);
  CHECK(news->why == "GONE");
  CHECK_FALSE(read_call_news(other));
}

TEST_CASE("call speech: all else is about no call", "[bench]") {
  CHECK_FALSE(read_call_news(""));
  CHECK_FALSE(read_call_news("no JSON"));
  CHECK_FALSE(read_call_news(R"({"event":"typing","data":{"callId":"c1"}})"));
  CHECK_FALSE(read_call_news(
      R"({"event":"notification","data":{"message":{"type":"call"}}})"));
  CHECK_FALSE(read_call_news(event("call_participants", R"("reason":null)")));
}

TEST_CASE("call speech: what is said names the call", "[bench]") {
  CHECK(invite_data("u1") == R"({"to":"u1","media":"audio"})");
  CHECK(call_data("c1") == R"({"callId":"c1"})");
  CHECK(signal_data("c1", 3, 0) ==
        R"({"callId":"c1","signal":{"i":3,"p":""}})");
}

TEST_CASE("call speech: a signal has the size that was asked for", "[bench]") {
  const auto around = signal_data("c1", 3, 0).size();
  const auto smallest = std::string{R"({"i":3,"p":""})"}.size();

  CHECK(signal_data("c1", 3, smallest).size() == around);
  CHECK(signal_data("c1", 3, smallest + 1).size() == around + 1);
  CHECK(signal_data("c1", 3, 2000).size() == around - smallest + 2000);
}

TEST_CASE("call speech: what is said is understood by the other side",
          "[bench]") {
  auto said = signal_data("c1", 4, 100);
  auto signal = said.substr(said.find(R"("signal")"));
  signal.pop_back();
  auto text = event("call_signal", signal);

  auto news = read_call_news(text);
  REQUIRE(news);
  CHECK(news->number == 4);
}

#include "bench/tester/dialects/dialect.hpp"

#include <catch2/catch.hpp>

#include "bench/tester/run_error.hpp"

using namespace parley::bench;

namespace {

const seat member{"r1", "token", false};

}  // namespace

TEST_CASE("parley dialect: a connection is ready when its join is answered",
          "[bench]") {
  auto speech = make_dialect(dialect_kind::parley);
  std::string out;

  CHECK(speech->target(member) == "/ws?token=token");
  CHECK(speech->upgraded(member, out) == setup::going_on);
  CHECK(out.empty());
  CHECK(speech->setup_text(member, R"({"event":"authenticated","data":{}})",
                           out) == setup::going_on);
  CHECK_FALSE(out.empty());
  CHECK(speech->setup_text(member, R"({"event":"presence","data":{}})", out) ==
        setup::going_on);
  CHECK(speech->setup_text(member, R"({"ack":1,"data":{"seq":4}})", out) ==
        setup::ready);
}

TEST_CASE("parley dialect: a refused join is a refusal", "[bench]") {
  auto speech = make_dialect(dialect_kind::parley);
  std::string out;

  CHECK(speech->setup_text(
            member, R"({"ack":1,"data":{"ok":false,"error":{"code":"X"}}})",
            out) == setup::refused);
  CHECK(speech->setup_text(member, R"({"event":"error","data":{}})", out) ==
        setup::refused);
}

TEST_CASE("socketio dialect: opens, connects, joins", "[bench]") {
  auto speech = make_dialect(dialect_kind::socketio);
  std::string out;

  CHECK(speech->setup_text(member, R"(0{"sid":"a"})", out) == setup::going_on);
  auto opened = out.size();
  CHECK(opened > 0);
  CHECK(speech->setup_text(member, R"(40{"sid":"b"})", out) == setup::going_on);
  CHECK(out.size() > opened);
  CHECK(speech->setup_text(member, "430[]", out) == setup::ready);
  CHECK(speech->setup_text(member, R"(44{"message":"no"})", out) ==
        setup::refused);
}

TEST_CASE("socketio dialect: a ping is answered", "[bench]") {
  auto speech = make_dialect(dialect_kind::socketio);
  std::string out;

  speech->other_text(R"(42["other"])", out);
  CHECK(out.empty());
  speech->other_text("2", out);
  CHECK_FALSE(out.empty());
}

TEST_CASE("socketio dialect: a token goes into the CONNECT", "[bench]") {
  auto speech = make_dialect(dialect_kind::socketio, transport::polling);
  std::string out;

  speech->setup_text(member, R"(0{"sid":"a"})", out);
  CHECK(out == R"(40{"token":"token"})");
  out.clear();
  speech->setup_text({"r1", {}, false}, R"(0{"sid":"a"})", out);
  CHECK(out == "40");
}

TEST_CASE("parley-socketio dialect: connects with the token, then joins",
          "[bench]") {
  auto speech = make_dialect(dialect_kind::parley_socketio, transport::polling);
  std::string out;

  CHECK(speech->target(member) == "/socket.io/?EIO=4&transport=polling");
  CHECK(speech->setup_text(member, R"(0{"sid":"a"})", out) == setup::going_on);
  CHECK(out == R"(40{"token":"token"})");
  out.clear();
  CHECK(speech->setup_text(member, R"(40{"sid":"b"})", out) == setup::going_on);
  CHECK(out == R"(420["join_channel",{"channelId":"r1"}])");
  CHECK(speech->setup_text(member, R"(42["authenticated",{}])", out) ==
        setup::going_on);
  CHECK(speech->setup_text(member, R"(431[{"seq":4}])", out) ==
        setup::going_on);
  CHECK(speech->setup_text(member, R"(430[{"seq":4},"offset"])", out) ==
        setup::ready);
}

TEST_CASE("parley-socketio dialect: a refusal is a refusal", "[bench]") {
  auto speech = make_dialect(dialect_kind::parley_socketio);
  auto text = GENERATE(R"(44{"message":"no"})", "41",
                       R"(42["error",{"code":"X"},"offset"])",
                       R"(430[{"ok":false,"error":{"code":"X"}}])");
  CAPTURE(text);
  std::string out;

  CHECK(speech->setup_text(member, text, out) == setup::refused);
}

TEST_CASE("parley-socketio dialect: a packet is a frame or joins the payload",
          "[bench]") {
  outgoing message{first_number, 1'700'000'000'000'000, "x", "run"};
  auto over = GENERATE(transport::websocket, transport::polling);
  auto speech = make_dialect(dialect_kind::parley_socketio, over);
  std::string out;

  speech->publish(member, message, out);
  speech->other_text("2", out);
  bool by_polling = over == transport::polling;
  CHECK(out.starts_with(R"(42["broadcast",{"channelId":"r1")") == by_polling);
  CHECK(out.ends_with("}}]\x1e"
                      "3") == by_polling);
  CHECK(out.starts_with('\x81') != by_polling);
}

TEST_CASE("parley-socketio dialect: an acknowledgement carries the number",
          "[bench]") {
  outgoing message{first_number, 0, "x", "run"};
  auto speech = make_dialect(dialect_kind::parley_socketio, transport::polling);
  std::string out;

  speech->post(member, message, out);
  CHECK(out.starts_with(R"(421000000000["send_message",{)"));
  CHECK(speech->acknowledged(R"(431000000000[{"id":"m"},"offset"])") ==
        first_number);
  CHECK_FALSE(speech->acknowledged(R"(42["x","431000000000"])"));
  CHECK(make_dialect(dialect_kind::parley)
            ->acknowledged(R"({"ack":1000000000,"data":{}})") == first_number);
}

TEST_CASE("dialects: long-polling is for Socket.IO alone", "[bench]") {
  auto kind =
      GENERATE(dialect_kind::parley, dialect_kind::plain, dialect_kind::nchan);

  CHECK_THROWS_AS(make_dialect(kind, transport::polling), run_error);
}

TEST_CASE("nchan dialect: publishers have their own path", "[bench]") {
  auto speech = make_dialect(dialect_kind::nchan);

  CHECK(speech->needs_publishers());
  CHECK(speech->target(member) == "/sub/r1");
  CHECK(speech->target({"r1", {}, true}) == "/pub/r1");
}

TEST_CASE("dialects: the relayed object has the size that was asked for",
          "[bench]") {
  outgoing message{first_number, 1'700'000'000'000'000, "xxxx", {}};
  std::string body = "{";
  append_body(body, message);
  body += '}';

  CHECK(body.size() == smallest_payload + 4);
}

TEST_CASE("parley dialect: knows news of people from messages", "[bench]") {
  auto speech = make_dialect(dialect_kind::parley);
  const auto* typing = R"({"event":"typing","data":{"channelId":"r1"}})";
  const auto* presence = R"({"event":"presence","data":{"userId":"u"}})";
  const auto* message =
      R"({"event":"bench","data":{"p":"{\"event\":\"presence\""}})";

  CHECK(speech->tells_typing(typing));
  CHECK_FALSE(speech->tells_presence(typing));
  CHECK(speech->tells_presence(presence));
  CHECK_FALSE(speech->tells_typing(presence));
  CHECK_FALSE(speech->tells_presence(message));
  CHECK_FALSE(speech->tells_typing(message));
}

TEST_CASE("dialects: without presence they refuse to speak of it", "[bench]") {
  auto speech = make_dialect(dialect_kind::plain);
  std::string out;

  CHECK_FALSE(speech->has_presence());
  CHECK_THROWS_AS(speech->type(member, out), run_error);
  CHECK_THROWS_AS(speech->look({"u"}, out), run_error);
  CHECK_THROWS_AS(speech->be_away(true, out), run_error);
  CHECK(out.empty());
}

TEST_CASE("parley dialect: speaks of calls", "[bench]") {
  auto speech = make_dialect(dialect_kind::parley);
  std::string out;

  CHECK(speech->has_calls());
  speech->say_of_call("call_end", R"({"callId":"c1"})", 0, out);
  const auto unanswered = out.size();
  CHECK(unanswered > 0);
  speech->say_of_call("call_end", R"({"callId":"c1"})", first_number, out);
  CHECK(out.size() - unanswered ==
        unanswered + std::string{R"(,"id":1000000000)"}.size());
  const auto news = speech->call_news_in(
      R"({"event":"call_ringing","data":{"callId":"c1"}})");
  REQUIRE(news);
  CHECK(news->call == "c1");
}

TEST_CASE("dialects: without calls they refuse to speak of them", "[bench]") {
  auto speech = make_dialect(dialect_kind::plain);
  std::string out;

  CHECK_FALSE(speech->has_calls());
  CHECK_FALSE(speech->call_news_in(R"({"event":"call_ringing","data":{}})"));
  CHECK_THROWS_AS(speech->say_of_call("call_end", "{}", 0, out), run_error);
  CHECK(out.empty());
}

#include "net/peerjs/frames.hpp"

#include <catch2/catch.hpp>

#include "tests/net/socketio/padded_text.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::peerjs;
using actors::peer_signal;
using actors::peer_word;
using socketio::test::padded_text;

namespace {

client_message said(std::string_view text) {
  static json::parser parser{1 << 16};
  padded_text message{text};
  return read_message(parser, message, "ann");
}

peer_signal signal_of(std::string_view text) {
  auto message = said(text);
  REQUIRE(std::holds_alternative<peer_signal>(message));
  return std::get<peer_signal>(message);
}

}  // namespace

TEST_CASE("peerjs frames: a signal keeps its payload, and nobody else's name",
          "[net][peerjs]") {
  auto heard = signal_of(
      R"({"src":"eve","type":"OFFER","payload":{"sdp":"v=0\r\n","n":[1,null]},)"
      R"("dst":"bob","more":1})");

  CHECK(heard.word == peer_word::offer);
  CHECK(heard.src == "ann");
  CHECK(heard.dst == "bob");
  CHECK(heard.text == R"({"type":"OFFER","src":"ann","dst":"bob",)"
                      R"("payload":{"sdp":"v=0\r\n","n":[1,null]}})");
}

TEST_CASE("peerjs frames: each word of clients is known", "[net][peerjs]") {
  struct row {
    std::string_view type;
    peer_word word;
  };
  constexpr row rows[] = {{"OFFER", peer_word::offer},
                          {"ANSWER", peer_word::answer},
                          {"CANDIDATE", peer_word::candidate},
                          {"LEAVE", peer_word::leave},
                          {"EXPIRE", peer_word::expire}};
  for (const auto& each : rows) {
    INFO(each.type);
    auto heard = signal_of(R"({"type":")" + std::string{each.type} +
                           R"(","dst":"bob"})");
    CHECK(heard.word == each.word);
    CHECK(heard.text == R"({"type":")" + std::string{each.type} +
                            R"(","src":"ann","dst":"bob"})");
  }
}

TEST_CASE("peerjs frames: a payload is whatever it is", "[net][peerjs]") {
  for (std::string_view payload :
       {"null", "0", "\"\"", "[]", "{}", "false", R"("\u0000é")"}) {
    INFO(payload);
    auto message = said(R"({"type":"ANSWER","dst":"bob","payload":)" +
                        std::string{payload} + "}");
    CHECK(std::holds_alternative<peer_signal>(message));
  }
}

TEST_CASE("peerjs frames: a number beyond a double leaves as null",
          "[net][peerjs]") {
  auto heard = signal_of(R"({"type":"ANSWER","dst":"bob","payload":[1e400]})");
  CHECK(heard.text ==
        R"({"type":"ANSWER","src":"ann","dst":"bob","payload":[null]})");
}

TEST_CASE("peerjs frames: names are escaped", "[net][peerjs]") {
  auto heard = signal_of(R"({"type":"LEAVE","dst":"a\"b\u0001"})");
  CHECK(heard.dst == "a\"b\x01");
  CHECK(heard.text == R"({"type":"LEAVE","src":"ann","dst":"a\"b\u0001"})");
}

TEST_CASE("peerjs frames: a heartbeat is one, whatever else is in it",
          "[net][peerjs]") {
  for (auto text : {R"({"type":"HEARTBEAT"})",
                    R"({"type":"HEARTBEAT","dst":"bob","payload":1})"})
    CHECK(std::holds_alternative<heartbeat>(said(text)));
}

TEST_CASE("peerjs frames: a LEAVE to nobody is a farewell", "[net][peerjs]") {
  for (auto text : {R"({"type":"LEAVE"})", R"({"type":"LEAVE","dst":null})",
                    R"({"type":"LEAVE","dst":""})"}) {
    INFO(text);
    CHECK(std::holds_alternative<farewell>(said(text)));
  }
}

TEST_CASE("peerjs frames: all else means nothing", "[net][peerjs]") {
  for (auto text : {"",
                    "{",
                    "no JSON",
                    "null",
                    "5",
                    "[]",
                    "[{\"type\":\"OFFER\"}]",
                    "{}",
                    R"({"type":5,"dst":"bob"})",
                    R"({"type":"offer","dst":"bob"})",
                    R"({"type":"OPEN","dst":"bob"})",
                    R"({"type":"ID-TAKEN","dst":"bob"})",
                    R"({"type":"ERROR","dst":"bob"})",
                    R"({"type":"OFFER"})",
                    R"({"type":"OFFER","dst":""})",
                    R"({"type":"OFFER","dst":null})",
                    R"({"type":"OFFER","dst":5})",
                    R"({"type":"LEAVE","dst":5})",
                    R"({"type":"EXPIRE"})",
                    "{\"type\":\"OFFER\",\"dst\":\"\xff\"}",
                    "\"HEARTBEAT\""}) {
    INFO(text);
    CHECK(std::holds_alternative<nonsense>(said(text)));
  }
}

TEST_CASE("peerjs frames: what the server says", "[net][peerjs]") {
  CHECK(open_text() == R"({"type":"OPEN"})");
  CHECK(id_taken_text() ==
        R"({"type":"ID-TAKEN","payload":{"msg":"ID is taken"}})");
  CHECK(error_text("Invalid key provided") ==
        R"({"type":"ERROR","payload":{"msg":"Invalid key provided"}})");
  CHECK(expire_text("bob", "ann") ==
        R"({"type":"EXPIRE","src":"bob","dst":"ann"})");
}

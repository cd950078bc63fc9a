// The chat's events in MessagePack: what net/codec/plain_json.cpp says and
// hears, in other bytes.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/codec/codec.hpp"
#include "net/websocket/frame_writer.hpp"
#include "tests/net/codec/lobby.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::net;
using document = nlohmann::json;
using parley::net::testing::lobby;

namespace {

document unpacked(const frame_ptr& f) {
  auto content = websocket::content_of(f->bytes);
  REQUIRE(content.code == websocket::opcode::binary);
  return document::from_msgpack(content.payload);
}

document as_json(const frame_ptr& f) {
  return document::parse(websocket::content_of(f->bytes).payload);
}

decoded unpack_request(const document& said) {
  static net::json::parser parser{1 << 20};
  std::string bytes;
  document::to_msgpack(said, bytes);
  return decode_msgpack(parser, bytes);
}

document leaving(document id) {
  return {{"event", "leave_channel"},
          {"data", {{"channelId", lobby.str()}}},
          {"id", std::move(id)}};
}

struct typing_event : room_event {
  typing_event() {
    room = lobby;
    service = service_class::latest_wins;
    body = typing_changed{core::user_id::make(), true};
  }
};

}  // namespace

TEST_CASE("msgpack codec: an event is the map that JSON shows",
          "[net][codec]") {
  typing_event event;

  auto made = msgpack().encode(event);

  CHECK(unpacked(made) == as_json(plain_json().encode(event)));
  CHECK(made->key == plain_json().encode(event)->key);
  CHECK(made->key != 0);
  CHECK(made->service == service_class::latest_wins);
}

TEST_CASE("msgpack codec: an event is encoded once, beside the other forms",
          "[net][codec]") {
  typing_event event;
  auto others = {plain_json().encode(event), socket_io().encode(event)};

  auto made = msgpack().encode(event);

  CHECK(msgpack().encode(event) == made);
  for (const auto& each : others) CHECK(each != made);
  CHECK(socket_io().encode(event) == *(others.begin() + 1));
}

TEST_CASE("msgpack codec: answers, notices and refusals, too", "[net][codec]") {
  reply stored{{{}, "7", "send_message"},
               message_stored{core::message_id::make(), 9, core::now()}};
  notice draining = server_draining{250};
  bad_request bad{core::errc::unknown_event, "\"x\"", "fly"};

  CHECK(unpacked(msgpack().encode(stored)) ==
        as_json(plain_json().encode(stored)));
  CHECK(unpacked(msgpack().encode(draining)) ==
        as_json(plain_json().encode(draining)));
  CHECK(unpacked(msgpack().encode(bad)) == as_json(plain_json().encode(bad)));
}

TEST_CASE("msgpack codec: an answer's id comes back as the client wrote it",
          "[net][codec]") {
  auto id = GENERATE(document(0), document(-5), document(1.5), document("5"),
                     document("a\"b"), document(INT64_MAX));

  auto got = unpack_request(leaving(id));

  auto& request = std::get<client_request>(got);
  CHECK(std::get<room_request>(request.what).room == lobby);
  reply answer{{{}, request.ack, request.event}, accepted{}};
  CHECK(unpacked(msgpack().encode(answer)) ==
        document{{"ack", id}, {"data", {{"ok", true}}}});
}

TEST_CASE("msgpack codec: a message is read with all its parts",
          "[net][codec]") {
  auto got =
      unpack_request({{"event", "send_message"},
                      {"data",
                       {{"channelId", lobby.str()},
                        {"content", "h\u00e9 \"you\"\n"},
                        {"attachments", document::array({{{"url", "x"}}})},
                        {"metadata", {{"k", {1, 2.5}}}}}}});

  auto& request = std::get<client_request>(got);
  auto& message =
      std::get<send_message>(std::get<room_request>(request.what).action);
  CHECK(message.content == "h\u00e9 \"you\"\n");
  CHECK(document::parse(message.attachments) ==
        document::array({{{"url", "x"}}}));
  CHECK(document::parse(message.metadata) == document{{"k", {1, 2.5}}});
  CHECK(request.ack.empty());
}

TEST_CASE("msgpack codec: what JSON cannot say is refused to the asker",
          "[net][codec]") {
  auto said = leaving(7);
  said["data"]["bytes"] = document::binary({1, 2, 3});

  auto got = std::get<bad_request>(unpack_request(said));

  CHECK(got.why.code == core::errc::invalid_request);
  CHECK(got.why.message() == "bin and ext types are not understood");
  CHECK(got.ack == "7");
  CHECK(got.event == "leave_channel");
}

TEST_CASE("msgpack codec: what cannot be read is refused to nobody",
          "[net][codec]") {
  net::json::parser parser{1 << 20};

  auto got = std::get<bad_request>(decode_msgpack(parser, "\x81\xa2id\x07x"));

  CHECK(got.why.code == core::errc::invalid_request);
  CHECK(got.ack.empty());
}

TEST_CASE("msgpack codec: what is no event is refused as in JSON",
          "[net][codec]") {
  struct row {
    document said;
    core::errc code;
  };
  using core::errc;
  auto bad =
      GENERATE(row{document::array(), errc::invalid_request},
               row{document(1), errc::invalid_request},
               row{document::object(), errc::invalid_request},
               row{{{"event", "fly"}}, errc::unknown_event},
               row{{{"event", "typing"}, {"data", 5}}, errc::invalid_request});
  CAPTURE(bad.said);

  CHECK(std::get<bad_request>(unpack_request(bad.said)).why.code == bad.code);
}

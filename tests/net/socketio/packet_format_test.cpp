#include "net/socketio/packet_format.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/socketio/frames.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::socketio;
using namespace std::string_literals;
using document = nlohmann::json;

namespace {

std::string pack(const document& value) {
  std::string out;
  document::to_msgpack(value, out);
  return out;
}

/// What a packet's text becomes.
document written(const std::string& text,
                 std::vector<std::string_view> attachments = {}) {
  auto made = packet_frame(text.size(), [&](std::string& out) { out += text; });
  auto frames = msgpack_packets().frames_of(made, attachments);
  REQUIRE(frames.size() == 1);
  auto content = websocket::content_of(frames[0]->bytes);
  REQUIRE(content.code == websocket::opcode::binary);
  return document::from_msgpack(content.payload);
}

struct format_scene {
  net::json::parser parser{1 << 20};
  reader_limits limits;
  packet_reader reader{limits};
  std::string memory;

  core::result<std::optional<received>> read(std::string_view bytes) {
    return msgpack_packets().read(reader, {bytes, true}, parser, memory);
  }
  received packet(const document& map) {
    return std::move(*read(pack(map)).value());
  }
  bool refuses(const std::string& bytes) { return !read(bytes); }
};

}  // namespace

TEST_CASE("msgpack packets: each kind is a map", "[socketio]") {
  CHECK(written(R"(0{"sid":"x"})") ==
        document{{"type", 0}, {"nsp", "/"}, {"data", {{"sid", "x"}}}});
  CHECK(written("1/admin,") == document{{"type", 1}, {"nsp", "/admin"}});
  CHECK(written(R"(2/a,7["e",1.5])") ==
        document{{"type", 2}, {"nsp", "/a"}, {"data", {"e", 1.5}}, {"id", 7}});
  CHECK(written("30[]") ==
        document{
            {"type", 3}, {"nsp", "/"}, {"data", document::array()}, {"id", 0}});
  CHECK(written(R"(4{"message":"no"})") ==
        document{{"type", 4}, {"nsp", "/"}, {"data", {{"message", "no"}}}});
}

TEST_CASE("msgpack packets: attachments stand in their places", "[socketio]") {
  auto event = written(R"(52-["e",{"b":{"_placeholder":true,"num":1}},)"
                       R"({"_placeholder":true,"num":0}])",
                       {"zero", "one"});
  auto ack = written(R"(61-3[{"num":0,"_placeholder":true}])", {"x"});

  auto bytes = [](std::string_view text) {
    return document::binary({text.begin(), text.end()});
  };
  CHECK(event["type"] == 2);
  CHECK(event["data"] == document{"e", {{"b", bytes("one")}}, bytes("zero")});
  CHECK(ack["type"] == 3);
  CHECK(ack["data"] == document::array({bytes("x")}));
}

TEST_CASE("msgpack packets: a frame keeps its class", "[socketio]") {
  auto text = packet_frame(8, [](std::string& out) { out += R"(2["e"])"; });
  text->service = actors::service_class::latest_wins;
  text->key = 5;

  auto made = msgpack_packets().frames_of(text, {}).front();

  CHECK(made->service == actors::service_class::latest_wins);
  CHECK(made->key == 5);
}

TEST_CASE("msgpack packets: an event is read", "[socketio]") {
  format_scene s;

  auto got = s.packet({{"type", 2},
                       {"nsp", "/a"},
                       {"data", {"e", {{"x", 1}}}},
                       {"id", 437},
                       {"options", {{"compress", true}}}});

  CHECK(got.head.type == packet_type::event);
  CHECK(got.head.nsp == "/a");
  CHECK(got.head.id == 437);
  CHECK(got.head.name == "e");
  CHECK(got.head.args[0] == R"({"x":1})");
  CHECK_FALSE(got.binary);
}

TEST_CASE("msgpack packets: bytes are read where they stand", "[socketio]") {
  format_scene s;

  auto got = s.packet({{"type", 2},
                       {"nsp", "/"},
                       {"data",
                        {"e",
                         document::binary({'a'}),
                         {{"x", document::binary({'b', 'c'}, 0)}}}}});

  CHECK(got.head.type == packet_type::binary_event);
  REQUIRE(got.binary);
  CHECK(got.binary->frames == std::vector{"a"s, "bc"s});
  REQUIRE(got.binary->placeholders.size() == 2);
  CHECK(got.binary->placeholders[1].argument == 1);
  CHECK(got.binary->placeholders[1].attachment == 1);
}

TEST_CASE("msgpack packets: undefined is null, a date its text", "[socketio]") {
  format_scene s;
  auto undefined = document::binary({0}, 0);
  auto date = document::binary({0, 0, 1, 139, 207, 229, 104, 123}, 0);

  auto open = s.packet({{"type", 0}, {"nsp", "/"}, {"data", undefined}});
  CHECK(open.head.payload.empty());
  auto got =
      s.packet({{"type", 2}, {"nsp", "/"}, {"data", {"e", undefined, date}}});

  CHECK(got.head.args[0] == "null");
  CHECK(got.head.args[1] == R"("2023-11-14T22:13:20.123Z")");
}

TEST_CASE("msgpack packets: what is no packet is refused", "[socketio]") {
  format_scene s;
  auto bad = GENERATE(
      document(1), document::array(), document::object(),
      document{{"type", 2}, {"data", {"e"}}},
      document{{"type", 2}, {"nsp", "/"}},
      document{{"type", 2}, {"nsp", "/"}, {"data", "e"}},
      document{{"type", 2}, {"nsp", "/"}, {"data", {"connect"}}},
      document{{"type", 2}, {"nsp", "/"}, {"data", {"e"}}, {"id", -1}},
      document{{"type", 2}, {"nsp", "/"}, {"data", {"e"}}, {"id", "1"}},
      document{{"type", 2}, {"nsp", "a"}, {"data", {"e"}}},
      document{{"type", 2}, {"nsp", "/a,7[]"}, {"data", {"e"}}},
      document{{"type", 5}, {"nsp", "/"}, {"data", {"e"}}},
      document{{"type", 0}, {"nsp", "/"}, {"data", document::array()}},
      document{{"type", 0}, {"nsp", "/"}, {"data", document::binary({1})}},
      document{{"type", 1}, {"nsp", "/"}, {"data", {1}}});
  CAPTURE(bad);

  CHECK(s.refuses(pack(bad)));
}

TEST_CASE("msgpack packets: unknown types, too many bytes and text end it",
          "[socketio]") {
  format_scene s;
  auto event = [](document argument) {
    return pack({{"type", 2}, {"nsp", "/"}, {"data", {"e", argument}}});
  };
  document many = document::array();
  for (int i = 0; i < 11; ++i) many.push_back(document::binary({1}));

  CHECK(s.refuses(event(document::binary({1}, 5))));
  CHECK(s.refuses(
      event(document::binary(std::vector<std::uint8_t>(8, 0x7f), 0))));
  CHECK(s.refuses(event(many)));
  CHECK(s.refuses(event(1) + "x"));
  auto text =
      msgpack_packets().read(s.reader, {"2[\"e\"]", false}, s.parser, s.memory);
  CHECK(text.has_error());
  s.limits.max_attachment_bytes = 3;
  CHECK(s.refuses(event(document::binary({1, 2, 3, 4}))));
}

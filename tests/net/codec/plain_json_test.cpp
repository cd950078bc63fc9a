// What the plain JSON dialect reads: net/codec/plain_json.cpp.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/codec/codec.hpp"
#include "tests/net/codec/lobby.hpp"

using namespace parley;
using namespace parley::net;
using document = nlohmann::json;
using parley::net::testing::lobby;

namespace {

/// Reads a frame's text.
std::variant<client_request, bad_request> decode(const std::string& text) {
  constexpr auto padding = net::json::parser::padding;
  net::json::parser parser{1 << 20};
  auto padded = text + std::string(padding, '\0');
  return decode_plain_json(parser,
                           std::string_view{padded}.substr(0, text.size()));
}

/// An event of the lobby.
std::string event_text(const std::string& name, document data,
                       document id = nullptr) {
  data["channelId"] = lobby.str();
  document event{{"event", name}, {"data", std::move(data)}};
  if (!id.is_null()) event["id"] = std::move(id);
  return event.dump();
}

template <class Action>
Action action_of(const std::string& text) {
  auto decoded = decode(text);
  auto& request = std::get<client_request>(decoded);
  return std::get<Action>(std::get<room_request>(request.what).action);
}

/// Attachments, so many of which are uploads.
document uploads_named(int count) {
  document all = document::array();
  for (int i = 0; i < count; ++i)
    all.push_back({{"id", core::upload_id::make().str()}});
  return all;
}

bad_request refused(const std::string& text) {
  return std::get<bad_request>(decode(text));
}

}  // namespace

TEST_CASE("plain document: an event names its room and its answer",
          "[net][codec]") {
  auto decoded = decode(event_text("leave_channel", document::object(), 17));

  auto& request = std::get<client_request>(decoded);
  CHECK(request.ack == "17");
  CHECK(request.event == "leave_channel");
  CHECK(std::get<room_request>(request.what).room == lobby);
}

TEST_CASE("plain document: an answer's id comes back as the client wrote it",
          "[net][codec]") {
  struct row {
    document id;
    std::string ack;
  };
  auto given = GENERATE(row{0, "0"}, row{-5, "-5"}, row{1.5, "1.5"},
                        row{"abc", "\"abc\""}, row{"a\"b", R"("a\"b")"},
                        row{18446744073709551615u, "18446744073709551615"});

  auto decoded =
      decode(event_text("leave_channel", document::object(), given.id));

  CHECK(std::get<client_request>(decoded).ack == given.ack);
}

TEST_CASE("plain document: without an id no answer is wanted", "[net][codec]") {
  auto none = decode(event_text("leave_channel", document::object()));
  auto null = decode(R"({"event":"leave_channel","id":null,"data":{)"
                     R"("channelId":")" +
                     lobby.str() + R"("}})");

  CHECK(std::get<client_request>(none).ack.empty());
  CHECK(std::get<client_request>(null).ack.empty());
}

TEST_CASE("plain document: a token is read", "[net][codec]") {
  auto decoded =
      decode(R"({"event":"authenticate","data":{"token":"abc"},"id":1})");

  auto& request = std::get<client_request>(decoded);
  CHECK(std::get<authenticate>(request.what).token == "abc");
  CHECK(request.event == "authenticate");
}

TEST_CASE("plain document: a message is read with all its parts",
          "[net][codec]") {
  auto replied = core::message_id::make();

  auto message = action_of<actors::send_message>(event_text(
      "send_message", {{"content", "h\u00e9llo \"you\""},
                       {"type", "image"},
                       {"replyTo", replied.str()},
                       {"attachments", document::array({{{"url", "x"}}})},
                       {"metadata", {{"k", document::array({1, 2})}}},
                       {"clientId", "c-1"}}));

  CHECK(message.content == "h\u00e9llo \"you\"");
  CHECK(message.type == core::message_type::image);
  CHECK(message.reply_to == replied);
  CHECK(document::parse(message.attachments) ==
        document::array({{{"url", "x"}}}));
  CHECK(document::parse(message.metadata) == document{{"k", {1, 2}}});
  CHECK(message.client_id == "c-1");
}

TEST_CASE("plain document: a message names up to twenty uploads",
          "[net][codec]") {
  auto attachments = uploads_named(20);
  attachments.push_back({{"url", "x"}});

  auto message = action_of<actors::send_message>(event_text(
      "send_message", {{"content", "x"}, {"attachments", attachments}}));

  CHECK(message.uploads.size() == 20);
}

TEST_CASE("plain document: a message needs nothing but its text",
          "[net][codec]") {
  auto message = action_of<actors::send_message>(
      event_text("send_message", {{"content", "hello"}}));

  CHECK(message.content == "hello");
  CHECK(message.type == core::message_type::text);
  CHECK_FALSE(message.reply_to);
  CHECK(message.attachments.empty());
  CHECK(message.metadata.empty());
  CHECK(message.client_id.empty());
}

TEST_CASE("plain document: a join says what it has seen", "[net][codec]") {
  auto fresh = action_of<actors::join_channel>(
      event_text("join_channel", document::object()));
  auto back = action_of<actors::join_channel>(
      event_text("join_channel", {{"since", 41}, {"epoch", "e1"}}));

  CHECK_FALSE(fresh.since);
  CHECK(back.since == 41);
  CHECK(back.epoch == "e1");
}

TEST_CASE("plain document: the three ways to say who types", "[net][codec]") {
  auto types = [](const std::string& name, const document& data) {
    return action_of<actors::signal_typing>(event_text(name, data)).is_typing;
  };

  CHECK(types("typing", {{"isTyping", true}}));
  CHECK_FALSE(types("typing", {{"isTyping", false}}));
  CHECK(types("typing", document::object()));
  CHECK(types("typing_start", document::object()));
  CHECK_FALSE(types("typing_stop", document::object()));
}

TEST_CASE("plain document: a broadcast keeps its data as it is",
          "[net][codec]") {
  auto data = GENERATE(document{{"x", 1}}, document::array({1, "two"}),
                       document("text"), document(1.5), document(true),
                       document(nullptr));

  auto got = action_of<actors::broadcast>(
      event_text("broadcast", {{"event", "cursor"}, {"data", data}}));

  CHECK(got.event == "cursor");
  CHECK(document::parse(got.data) == data);
}

TEST_CASE("plain document: a broadcast without data says null",
          "[net][codec]") {
  auto got = action_of<actors::broadcast>(
      event_text("broadcast", {{"event", "poke"}}));

  CHECK(got.data == "null");
}

TEST_CASE("plain document: unknown members are of no concern", "[net][codec]") {
  auto got = action_of<actors::send_message>(event_text(
      "send_message",
      {{"content", "hello"}, {"senderId", "somebody else"}, {"seq", 1}}));

  CHECK(got.content == "hello");
}

TEST_CASE("plain document: what is no event is refused", "[net][codec]") {
  struct row {
    std::string text;
    core::errc code;
  };
  using core::errc;
  auto bad = GENERATE(
      row{"", errc::invalid_json}, row{"{", errc::invalid_json},
      row{"hello", errc::invalid_json}, row{"{}x", errc::invalid_json},
      row{"{} {}", errc::invalid_json}, row{R"({"event":)", errc::invalid_json},
      row{"[]", errc::invalid_request}, row{"1", errc::invalid_request},
      row{"null", errc::invalid_request}, row{"{}", errc::invalid_request},
      row{R"({"event":1})", errc::invalid_request},
      row{R"({"event":""})", errc::invalid_request},
      row{R"({"event":null,"data":{}})", errc::invalid_request},
      row{R"({"event":"fly"})", errc::unknown_event},
      row{R"({"event":"SEND_MESSAGE","data":{}})", errc::unknown_event},
      row{R"({"event":"typing","data":[]})", errc::invalid_request},
      row{R"({"event":"typing","data":{}})", errc::invalid_request},
      row{R"({"event":"typing","data":{"channelId":5}})",
          errc::invalid_request},
      row{R"({"event":"typing","data":{"channelId":"x"}})",
          errc::invalid_request},
      row{R"({"event":"authenticate"})", errc::invalid_request},
      row{R"({"event":"authenticate","data":{"token":5}})",
          errc::invalid_request},
      row{R"({"event":"authenticate","data":{"token":""}})",
          errc::invalid_request});
  CAPTURE(bad.text);

  CHECK(refused(bad.text).why.code == bad.code);
}

TEST_CASE(
    "plain document: what is out of range is refused with the event's name",
    "[net][codec]") {
  struct row {
    std::string name;
    document data;
  };
  auto bad = GENERATE(
      row{"send_message", {{"content", 5}}},
      row{"send_message", {{"content", "x"}, {"type", "poem"}}},
      row{"send_message", {{"content", "x"}, {"type", 1}}},
      row{"send_message", {{"content", "x"}, {"replyTo", "y"}}},
      row{"send_message", {{"content", "x"}, {"attachments", "y"}}},
      row{"send_message", {{"content", "x"}, {"attachments", {{"a", 1}}}}},
      row{"send_message",
          {{"content", "x"}, {"attachments", uploads_named(21)}}},
      row{"send_message", {{"content", "x"}, {"metadata", document::array()}}},
      row{"send_message", {{"content", "x"}, {"clientId", ""}}},
      row{"send_message", {{"content", "x"}, {"clientId", 7}}},
      row{"send_message",
          {{"content", "x"}, {"clientId", std::string(129, 'c')}}},
      row{"send_message",
          {{"content", "x"}, {"metadata", {{"k", std::string(70'000, 'm')}}}}},
      row{"join_channel", {{"since", -1}}},
      row{"join_channel", {{"since", 1.5}}},
      row{"join_channel", {{"since", "4"}}},
      row{"join_channel", {{"epoch", std::string(65, 'e')}}},
      row{"typing", {{"isTyping", "yes"}}},
      row{"broadcast", document::object()}, row{"broadcast", {{"event", ""}}},
      row{"broadcast", {{"event", std::string(65, 'e')}}});
  CAPTURE(bad.name, bad.data.dump().substr(0, 100));

  auto got = refused(event_text(bad.name, bad.data, 9));

  bool expected = got.why.code == core::errc::invalid_request ||
                  got.why.code == core::errc::payload_too_large;
  CHECK(expected);
  CHECK(got.ack == "9");
  CHECK(got.event == bad.name);
}

TEST_CASE("plain document: an id that cannot be answered is refused",
          "[net][codec]") {
  auto id = GENERATE(document(true), document::array(), document::object(),
                     document(std::string(65, 'i')));

  auto got = refused(event_text("leave_channel", document::object(), id));

  CHECK(got.why.code == core::errc::invalid_request);
  CHECK(got.ack.empty());
}

TEST_CASE("plain document: deep nesting is refused, not followed",
          "[net][codec]") {
  auto deep = R"({"event":"broadcast","data":)" + std::string(100'000, '[');

  CHECK(refused(deep).why.code == core::errc::invalid_json);
}

TEST_CASE("plain document: one parser reads frame after frame",
          "[net][codec]") {
  net::json::parser parser{1 << 20};
  for (int i = 0; i < 100; ++i) {
    auto text = event_text("send_message", {{"content", std::to_string(i)}}, i);
    if (i % 3 == 0) text.pop_back();
    auto padded = text + std::string(net::json::parser::padding, '\0');
    auto decoded = decode_plain_json(
        parser, std::string_view{padded}.substr(0, text.size()));
    REQUIRE(std::holds_alternative<bad_request>(decoded) == (i % 3 == 0));
  }
}

// What the server says in plain JSON: net/codec/event_json.cpp, plain_json.cpp.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "tests/net/codec/lobby.hpp"

using namespace parley;
using namespace parley::actors;
using document = nlohmann::json;
using parley::net::frame_ptr;
using parley::net::notice;
using parley::net::plain_json;
using parley::net::testing::lobby;

namespace {

const core::user_card ann{core::user_id::make(), "ann", "/a.png"};
const core::timestamp noon = core::from_ms(1'700'000'000'123);
const std::string noon_text = "2023-11-14T22:13:20.123Z";

/// The JSON in one unfragmented, unmasked text frame.
document content_of(const frame_ptr& made) {
  const auto& bytes = made->bytes;
  auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(i)));
  };
  REQUIRE(byte(0) == 0x81);
  std::size_t header = 2;
  auto size = byte(1);
  REQUIRE(size < 128);
  if (size >= 126) {
    header = size == 126 ? 4 : 10;
    size = 0;
    for (std::size_t i = 2; i < header; ++i) size = size << 8 | byte(i);
  }
  REQUIRE(bytes.size() == header + size);
  return document::parse(bytes.substr(header));
}

room_event event_of(event_body body, core::seq_t seq = 0,
                    service_class service = service_class::ordered) {
  return {lobby, seq, service, {}, std::move(body), {}};
}

core::message full_message() {
  core::message value;
  value.id = core::message_id::make();
  value.room = lobby;
  value.seq = 7;
  value.sender = ann;
  value.type = core::message_type::image;
  value.content = "line\nbreak, \"quote\", \\, \x01 and \xe2\x82\xac";
  value.reply_to = core::message_id::make();
  value.attachments = R"([{"url":"x"}])";
  value.metadata = R"({"k":[1,2]})";
  value.client_id = "c-1";
  value.created_at = noon;
  value.edited_at = noon;
  return value;
}

document reply_of(reply_body body, std::string ack = "5") {
  return content_of(plain_json().encode(
      reply{{{}, std::move(ack), "event"}, std::move(body)}));
}

document card_of(const core::user_card& who) {
  return {
      {"id", who.id.str()}, {"username", who.username}, {"avatar", who.avatar}};
}

}  // namespace

// -- events -------------------------------------------------------------------

TEST_CASE("encoding: a message shows every field of the contract",
          "[net][codec]") {
  auto value = full_message();

  auto said =
      content_of(plain_json().encode(event_of(message_posted{value}, 7)));

  document expected{{"event", "new_message"},
                    {"data",
                     {{"id", value.id.str()},
                      {"roomId", lobby.str()},
                      {"channelId", lobby.str()},
                      {"seq", 7},
                      {"senderId", ann.id.str()},
                      {"sender", card_of(ann)},
                      {"type", "image"},
                      {"content", value.content},
                      {"replyTo", value.reply_to.str()},
                      {"attachments", document::parse(value.attachments)},
                      {"mentions", document::array()},
                      {"metadata", document::parse(value.metadata)},
                      {"reactions", document::array()},
                      {"clientId", "c-1"},
                      {"createdAt", noon_text},
                      {"editedAt", noon_text},
                      {"replyCount", 0},
                      {"pinnedAt", nullptr},
                      {"deletedAt", nullptr}}}};
  CHECK(said == expected);
}

TEST_CASE("encoding: a display name is shown if it is another name",
          "[net][codec]") {
  core::message value;
  value.sender = ann;
  value.sender.display_name = "Ann A.";
  const auto sender_of = [](const core::message& said) {
    return content_of(plain_json().encode(
        event_of(message_posted{said}, 1)))["data"]["sender"];
  };

  auto expected = card_of(ann);
  CHECK(sender_of(value) != expected);
  expected["displayName"] = "Ann A.";
  CHECK(sender_of(value) == expected);
  value.sender.display_name = ann.username;
  CHECK(sender_of(value) == card_of(ann));
}

TEST_CASE("encoding: what a message does not have is null or empty",
          "[net][codec]") {
  core::message bare;
  bare.sender = ann;

  auto data = content_of(
      plain_json().encode(event_of(message_posted{bare}, 1)))["data"];

  CHECK(data["replyTo"].is_null());
  CHECK(data["clientId"].is_null());
  CHECK(data["editedAt"].is_null());
  CHECK(data["attachments"] == document::array());
  CHECK(data["metadata"] == document::object());
  CHECK(data["type"] == "text");
}

TEST_CASE("encoding: every kind of message has its name", "[net][codec]") {
  using core::message_type;
  CHECK(net::name_of(message_type::text) == "text");
  CHECK(net::name_of(message_type::image) == "image");
  CHECK(net::name_of(message_type::file) == "file");
  CHECK(net::name_of(message_type::system) == "system");
  CHECK(net::name_of(message_type::call) == "call");
}

TEST_CASE("encoding: coming and going name who and where", "[net][codec]") {
  auto came = content_of(plain_json().encode(
      event_of(member_joined{ann, core::member_role::admin}, 3)));
  auto left = content_of(plain_json().encode(event_of(member_left{ann}, 4)));

  document expected{{"event", "user_joined"},
                    {"data",
                     {{"channelId", lobby.str()},
                      {"seq", 3},
                      {"userId", ann.id.str()},
                      {"user", card_of(ann)},
                      {"role", "admin"}}}};
  CHECK(came == expected);
  expected["event"] = "user_left";
  expected["data"]["seq"] = 4;
  expected["data"].erase("role");
  CHECK(left == expected);
}

TEST_CASE("encoding: typing and presence", "[net][codec]") {
  auto typing =
      content_of(plain_json().encode(event_of(typing_changed{ann.id, true})));
  auto online = content_of(plain_json().encode(
      event_of(presence_changed{ann.id, presence_status::online, {}})));
  auto offline = content_of(plain_json().encode(
      event_of(presence_changed{ann.id, presence_status::offline, noon})));

  CHECK(typing == document{{"event", "typing"},
                           {"data",
                            {{"channelId", lobby.str()},
                             {"userId", ann.id.str()},
                             {"isTyping", true}}}});
  CHECK(online == document{{"event", "presence"},
                           {"data",
                            {{"userId", ann.id.str()},
                             {"status", "online"},
                             {"lastSeen", nullptr}}}});
  CHECK(offline["data"]["status"] == "offline");
  auto crowd =
      content_of(plain_json().encode(event_of(typing_crowd{true, 40})));
  CHECK(crowd == document{{"event", "typing"},
                          {"data",
                           {{"channelId", lobby.str()},
                            {"userId", nullptr},
                            {"isTyping", true},
                            {"several", true},
                            {"count", 40}}}});
  CHECK(offline["data"]["lastSeen"] == noon_text);
}

TEST_CASE("encoding: a broadcast is passed on as it was given",
          "[net][codec]") {
  auto said = content_of(plain_json().encode(
      event_of(custom_event{"game:move", R"({"x":[1,{"y":null}]})"})));

  CHECK(said == document{{"event", "game:move"},
                         {"data", {{"x", {1, {{"y", nullptr}}}}}}});
}

TEST_CASE("encoding: an event is encoded once, whoever asks", "[net][codec]") {
  auto event = event_of(message_posted{full_message()}, 7);

  auto first = plain_json().encode(event);
  auto second = plain_json().encode(event);

  CHECK(first.get() == second.get());
  CHECK(net::payload_of(event).get() == net::payload_of(event).get());
}

TEST_CASE("encoding: a frame carries its event's class", "[net][codec]") {
  auto service = GENERATE(service_class::control, service_class::ordered,
                          service_class::latest_wins, service_class::stream);

  auto made =
      plain_json().encode(event_of(custom_event{"cursor", "1"}, 0, service));

  CHECK(made->service == service);
}

TEST_CASE("encoding: only news of the same thing replaces older news",
          "[net][codec]") {
  auto key = [](event_body body, core::room_id room = lobby,
                service_class service = service_class::latest_wins) {
    room_event event{room, 0, service, {}, std::move(body), {}};
    return plain_json().encode(event)->key;
  };
  auto bob = core::user_id::make();
  auto typing = key(typing_changed{ann.id, true});

  CHECK(typing != 0);
  CHECK(key(typing_changed{ann.id, false}) == typing);
  CHECK(key(typing_changed{bob, true}) != typing);
  CHECK(key(typing_changed{ann.id, true}, core::room_id::make()) != typing);
  CHECK(key(presence_changed{ann.id, {}, {}}) != typing);
  CHECK(key(message_posted{}, lobby, service_class::ordered) == 0);
}

TEST_CASE("encoding: large texts keep the frame's length right",
          "[net][codec]") {
  auto size = GENERATE(0u, 1u, 60u, 125u, 126u, 1000u, 65'000u, 65'535u,
                       70'000u, 1'000'000u);

  auto said = content_of(plain_json().encode(
      event_of(custom_event{"e", '"' + std::string(size, 'x') + '"'})));

  CHECK(said["data"].get<std::string>().size() == size);
}

// -- replies ------------------------------------------------------------------

TEST_CASE("encoding: an answer bears the client's own id", "[net][codec]") {
  CHECK(reply_of(accepted{}, "5")["ack"] == 5);
  CHECK(reply_of(accepted{}, "\"five\"")["ack"] == "five");
  CHECK(reply_of(accepted{})["data"] == document{{"ok", true}});
}

TEST_CASE("encoding: a stored message is acknowledged", "[net][codec]") {
  auto id = core::message_id::make();

  auto first = reply_of(message_stored{id, 9, noon, false});
  auto again = reply_of(message_stored{id, 9, noon, true});

  document expected{{"id", id.str()}, {"seq", 9}, {"createdAt", noon_text}};
  CHECK(first["data"] == expected);
  expected["duplicate"] = true;
  CHECK(again["data"] == expected);
}

TEST_CASE("encoding: a join's answer shows the room", "[net][codec]") {
  auto bob = core::user_id::make();
  auto members = std::make_shared<member_list>();
  members->first = {{ann, core::member_role::owner, noon}};
  members->total = 120;
  auto result = std::make_shared<join_result>();
  result->seq = 8;
  result->epoch = "e1";
  result->recovered = recovery::replayed;
  auto posted = std::make_shared<room_event>();
  posted->room = lobby;
  posted->seq = 7;
  posted->body = message_posted{full_message()};
  auto left = std::make_shared<room_event>();
  left->room = lobby;
  left->seq = 8;
  left->body = member_left{ann};
  result->entries = {posted, left};
  result->members = members;
  result->typing = {ann.id};
  result->present = {{ann.id, presence_status::busy, noon, "in a meeting"},
                     {bob, presence_status::online, noon}};

  auto data = reply_of(std::shared_ptr<const join_result>{result})["data"];

  CHECK(data["seq"] == 8);
  CHECK(data["epoch"] == "e1");
  CHECK(data["recovered"] == "replayed");
  REQUIRE(data["messages"].size() == 1);
  CHECK(data["messages"][0]["seq"] == 7);
  REQUIRE(data["events"].size() == 1);
  CHECK(data["events"][0]["event"] == "user_left");
  CHECK(data["events"][0]["data"]["seq"] == 8);
  auto owner = card_of(ann);
  owner["role"] = "owner";
  CHECK(data["members"] == document::array({owner}));
  CHECK(data["memberCount"] == 120);
  CHECK(data["typing"] == document::array({ann.id.str()}));
  CHECK(data["online"] == document::array({ann.id.str(), bob.str()}));
  CHECK(data["presence"] == document::array({{{"userId", ann.id.str()},
                                              {"status", "busy"},
                                              {"lastSeen", noon_text},
                                              {"text", "in a meeting"}}}));
  CHECK_FALSE(data.contains("severalTyping"));
}

TEST_CASE("encoding: the three ways a join is answered", "[net][codec]") {
  auto name = [](recovery how) {
    auto result = std::make_shared<join_result>();
    result->recovered = how;
    result->members = std::make_shared<const member_list>();
    return reply_of(
        std::shared_ptr<const join_result>{result})["data"]["recovered"];
  };

  CHECK(name(recovery::replayed) == "replayed");
  CHECK(name(recovery::snapshot) == "snapshot");
  CHECK(name(recovery::gone) == "gone");
}

TEST_CASE("encoding: a failure says code, sentence and when to retry",
          "[net][codec]") {
  auto busy = reply_of(core::failure{core::errc::room_busy, {}, 250});
  auto plain = reply_of(core::failure{core::errc::forbidden, "only admins"});

  CHECK(busy["data"] == document{{"ok", false},
                                 {"error",
                                  {{"code", "ROOM_BUSY"},
                                   {"message", "The room is busy"},
                                   {"retryAfter", 250}}}});
  CHECK(plain["data"]["error"] ==
        document{{"code", "FORBIDDEN"}, {"message", "only admins"}});
}

TEST_CASE("encoding: a failure nobody asked about is an error event",
          "[net][codec]") {
  auto said = reply_of(core::failure{core::errc::forbidden}, "");

  CHECK(said["event"] == "error");
  CHECK(said["data"]["code"] == "FORBIDDEN");
  CHECK(said["data"]["event"] == "event");
}

TEST_CASE("encoding: a frame that was refused is answered the same way",
          "[net][codec]") {
  net::bad_request bad{core::errc::unknown_event, "3", "fly\"away"};

  auto with_id = content_of(plain_json().encode(bad));
  bad.ack.clear();
  auto without = content_of(plain_json().encode(bad));

  CHECK(with_id["ack"] == 3);
  CHECK(with_id["data"]["error"]["code"] == "UNKNOWN_EVENT");
  CHECK(without["event"] == "error");
  CHECK(without["data"]["event"] == "fly\"away");
}

// -- notices ------------------------------------------------------------------

TEST_CASE("encoding: what the server says by itself", "[net][codec]") {
  auto said = [](notice what) { return content_of(plain_json().encode(what)); };
  auto device = core::device_id::make();

  CHECK(said(net::welcome{ann.id, device, noon}) ==
        document{{"event", "authenticated"},
                 {"data",
                  {{"userId", ann.id.str()},
                   {"deviceId", device.str()},
                   {"expiresAt", noon_text}}}});
  CHECK(said(net::token_expiring{noon}) ==
        document{{"event", "token_expiring"},
                 {"data", {{"expiresAt", noon_text}}}});
  CHECK(said(net::room_removed{lobby}) ==
        document{{"event", "room_removed"},
                 {"data", {{"channelId", lobby.str()}}}});
  CHECK(said(net::server_draining{250}) ==
        document{{"event", "server_draining"},
                 {"data", {{"reconnectAfter", 250}}}});
  CHECK(said(net::room_restarted{lobby})["data"]["channelId"] == lobby.str());
}

TEST_CASE("encoding: what the server says by itself is never shed",
          "[net][codec]") {
  CHECK(plain_json().encode(notice{net::room_removed{lobby}})->service ==
        service_class::control);
  CHECK(plain_json().encode(reply{{{}, "1", "e"}, accepted{}})->service ==
        service_class::control);
}

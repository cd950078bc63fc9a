// The events of each kind of front end: net/codec/words.cpp.

#include "net/codec/words.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "tests/net/codec/lobby.hpp"
#include "tests/result_printing.hpp"

using namespace parley;
using namespace parley::net;
using actors::room_words;
using document = nlohmann::json;
using parley::net::testing::lobby;

namespace {

constexpr auto all_words = {room_words::channel, room_words::conversation,
                            room_words::chat, room_words::session};

/// Reads an event with this data.
core::result<client_request> read(const std::string& event,
                                  const document& data) {
  json::parser parser{1 << 20};
  auto parsed = parser.parse(data.dump());
  return read_client_event(event, *parsed, "7");
}

room_request asked(const std::string& event, const document& data) {
  auto request = read(event, data);
  REQUIRE(request);
  CHECK(request->event == event);
  CHECK(request->ack == "7");
  return std::get<room_request>(request->what);
}

core::errc refusal(const std::string& event, const document& data) {
  auto request = read(event, data);
  REQUIRE_FALSE(request);
  return request.error().code;
}

/// A message as the room posts it.
struct posted : actors::room_event {
  posted() {
    core::message value;
    value.id = core::message_id::make();
    value.room = lobby;
    value.sender = {core::user_id::make(), "ann", ""};
    value.content = "hello";
    value.metadata = R"({"k":1})";
    value.created_at = core::from_ms(1'700'000'000'123);
    room = lobby;
    seq = 7;
    body = actors::message_posted{value};
  }
  const core::message& value() const {
    return std::get<actors::message_posted>(body).value;
  }
};

struct typing : actors::room_event {
  typing() {
    room = lobby;
    body = actors::typing_changed{core::user_id::make(), true};
  }
};

document data_in(const actors::room_event& event, room_words in) {
  return document::parse(*payload_of(event, in));
}

}  // namespace

// -- what clients say ---------------------------------------------------------

TEST_CASE("words: every event of the table is read in its words",
          "[net][codec][words]") {
  for (const auto& word : client_words()) {
    CAPTURE(word.event);
    document data{{id_member(word.words), lobby.str()},
                  {"content", "text"},
                  {"messageId", lobby.str()},
                  {"emoji", "+1"},
                  {"seq", 3},
                  {"event", "wave"}};

    auto request = asked(std::string{word.event}, data);

    CHECK(request.room == lobby);
    CHECK(request.words == word.words);
    CHECK(request.joins == word.joins);
  }
}

TEST_CASE("words: no two events are the same", "[net][codec][words]") {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& word : client_words())
    CHECK(seen.emplace(word.event, id_member(word.words)).second);
}

TEST_CASE("words: only who speaks in a session joins by it",
          "[net][codec][words]") {
  std::set<std::string_view> joining;
  for (const auto& word : client_words())
    if (word.joins && word.words == room_words::session)
      joining.insert(word.event);
    else CHECK_FALSE(word.joins);

  CHECK(joining == std::set<std::string_view>{"message", "typing"});
}

TEST_CASE("words: events ask what their names say", "[net][codec][words]") {
  using namespace actors;
  document data{{"chatId", lobby.str()},
                {"conversationId", lobby.str()},
                {"sessionId", lobby.str()},
                {"content", "hi"},
                {"isTyping", false}};
  auto is = [&]<class Action>(const char* event, Action*) {
    return std::holds_alternative<Action>(asked(event, data).action);
  };

  for (auto event : {"join-chat", "join_conversation"})
    CHECK(is(event, static_cast<join_channel*>(nullptr)));
  for (auto event : {"leave-chat", "leave_conversation"})
    CHECK(is(event, static_cast<leave_channel*>(nullptr)));
  for (auto event : {"message", "chat-message"})
    CHECK(std::get<send_message>(asked(event, data).action).content == "hi");
  CHECK_FALSE(std::get<signal_typing>(asked("typing", data).action).is_typing);
}

TEST_CASE("words: a chat may be named by its id alone", "[net][codec][words]") {
  for (auto event : {"join-chat", "leave-chat"}) {
    CHECK(asked(event, lobby.str()).room == lobby);
    for (const document& wrong : {document("x"), document(""), document(7),
                                  document::array({lobby.str()})})
      CHECK(refusal(event, wrong) == core::errc::invalid_request);
  }
  for (auto event : {"join_conversation", "leave_channel", "chat-message"})
    CHECK(refusal(event, lobby.str()) == core::errc::invalid_request);
}

TEST_CASE("words: a room is named by the member of its words only",
          "[net][codec][words]") {
  for (const auto& word : client_words())
    for (auto other : all_words) {
      std::string event{word.event};
      if (other == word.words || event == "typing") continue;
      CAPTURE(event, id_member(other));
      document data{{id_member(other), lobby.str()}, {"content", "text"}};
      CHECK(refusal(event, data) == core::errc::invalid_request);
    }
}

TEST_CASE("words: a blank text is refused", "[net][codec][words]") {
  for (auto event : {"message", "chat-message"})
    for (const document& text :
         {document(""), document(" \n\t"), document(nullptr), document(7)}) {
      CAPTURE(event, text.dump());
      document data{{"chatId", lobby.str()},
                    {"sessionId", lobby.str()},
                    {"content", text}};
      CHECK(refusal(event, data) == core::errc::invalid_request);
    }
}

// The tests from outside read there which events there are.
TEST_CASE("words: those of others stand in docs/protocol.md, and no more",
          "[net][codec][words]") {
  std::set<std::string> understood;
  for (const auto& word : client_words())
    if (word.words != room_words::channel)
      understood.insert(std::string{id_member(word.words)} + ' ' +
                        std::string{word.event});
  std::ifstream page{"docs/protocol.md"};
  REQUIRE(page);
  std::set<std::string> shown;
  for (std::string line; std::getline(page, line);)
    for (const std::string words : {"conversation", "chat", "session"}) {
      const auto first = "| " + words + " | `";
      if (!line.starts_with(first)) continue;
      auto cell = line.substr(first.size() - 1);
      cell.resize(cell.find(" |"));
      if (cell.find('{') != cell.npos || cell.find(", the") != cell.npos)
        continue;  // what the server says
      for (auto at = cell.find('`'); at != cell.npos;) {
        auto end = cell.find('`', at + 1);
        shown.insert(words + "Id " + cell.substr(at + 1, end - at - 1));
        at = cell.find('`', end + 1);
      }
    }
  CHECK(shown == understood);
}

// -- what clients hear --------------------------------------------------------

TEST_CASE("words: each has its name for a room", "[net][codec][words]") {
  CHECK(id_member(room_words::channel) == "channelId");
  CHECK(id_member(room_words::conversation) == "conversationId");
  CHECK(id_member(room_words::chat) == "chatId");
  CHECK(id_member(room_words::session) == "sessionId");
}

TEST_CASE("words: a message in a chat", "[net][codec][words]") {
  posted event;

  CHECK(name_of(event, room_words::chat) == "message");
  CHECK(data_in(event, room_words::chat) ==
        document{{"chatId", lobby.str()},
                 {"message",
                  {{"id", event.value().id.str()},
                   {"role", "user"},
                   {"userId", event.value().sender.id.str()},
                   {"content", "hello"},
                   {"createdAt", "2023-11-14T22:13:20.123Z"}}}});
}

TEST_CASE("words: a message in a session", "[net][codec][words]") {
  posted event;

  CHECK(name_of(event, room_words::session) == "message");
  CHECK(data_in(event, room_words::session) ==
        document{{"id", event.value().id.str()},
                 {"sessionId", lobby.str()},
                 {"userId", event.value().sender.id.str()},
                 {"content", "hello"},
                 {"type", "text"},
                 {"direction", "inbound"},
                 {"metadata", {{"k", 1}}},
                 {"createdAt", "2023-11-14T22:13:20.123Z"}});
}

TEST_CASE("words: typing names the room as the listener does",
          "[net][codec][words]") {
  typing event;
  auto who = std::get<actors::typing_changed>(event.body).who;

  for (auto in : all_words) {
    CHECK(name_of(event, in) == "typing");
    CHECK(data_in(event, in) == document{{id_member(in), lobby.str()},
                                         {"userId", who.str()},
                                         {"isTyping", true}});
  }
}

TEST_CASE("words: frames are made once per dialect and words",
          "[net][codec][words]") {
  typing event;
  std::set<const frame*> made;
  for (const auto* dialect : {&plain_json(), &socket_io()})
    for (auto in : all_words) {
      auto first = dialect->encode(event, in);
      CHECK(first == dialect->encode(event, in));
      made.insert(first.get());
    }

  CHECK(made.size() == 8);
}

TEST_CASE("words: what does not differ shares its frame",
          "[net][codec][words]") {
  posted message;
  actors::room_event wave;
  wave.body = actors::custom_event{"wave", "1"};

  for (const auto* dialect : {&plain_json(), &socket_io()}) {
    for (auto in : all_words)
      CHECK(dialect->encode(wave, in) == dialect->encode(wave));
    CHECK(dialect->encode(message, room_words::conversation) ==
          dialect->encode(message));
  }
}

TEST_CASE("words: a join's answer is in them, too", "[net][codec][words]") {
  auto result = std::make_shared<actors::join_result>();
  result->entries = {std::make_shared<posted>()};
  result->members = std::make_shared<const actors::member_list>();
  std::string text;

  append_reply(text, std::shared_ptr<const actors::join_result>{result},
               room_words::chat);

  auto messages = document::parse(text)["messages"];
  REQUIRE(messages.size() == 1);
  CHECK(messages[0]["chatId"] == lobby.str());
}

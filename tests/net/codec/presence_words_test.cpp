// What clients say about presence: net/codec/presence_words.cpp.

#include "net/codec/presence_words.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/codec/client_event.hpp"
#include "net/json/reader.hpp"
#include "tests/result_printing.hpp"

using namespace parley;
using namespace parley::net;
using document = nlohmann::json;
using core::presence_status;

namespace {

core::result<client_request> read_presence(const std::string& event,
                                           const document& data) {
  net::json::parser parser{1 << 20};
  auto parsed = parser.parse(data.dump());
  return read_client_event(event, *parsed, "7");
}

template <class Action>
Action asked(const std::string& event, const document& data) {
  auto request = read_presence(event, data);
  REQUIRE(request);
  CHECK(request->event == event);
  CHECK(request->ack == "7");
  return std::get<Action>(std::get<actors::presence_action>(request->what));
}

core::presence_wish wish(const document& data) {
  return asked<actors::choose_presence>("presence_set", data).wish;
}

core::errc presence_refusal(const std::string& event, const document& data) {
  auto request = read_presence(event, data);
  REQUIRE_FALSE(request);
  return request.error().code;
}

const std::string far = "2999-01-01T00:00:00.000Z";

}  // namespace

TEST_CASE("presence words: a wish is read as it is meant", "[net][codec]") {
  CHECK(wish({{"status", "online"}}).status == presence_status::online);
  CHECK(wish({{"status", "away"}}).status == presence_status::away);
  CHECK(wish({{"status", "busy"}}).status == presence_status::busy);
  CHECK(wish({{"status", "invisible"}}).status == presence_status::invisible);
  CHECK(wish({{"status", "offline"}}).status == presence_status::invisible);

  auto bare = wish({{"status", "busy"}, {"text", nullptr}});
  CHECK_FALSE(bare.text);
  CHECK_FALSE(bare.until);
  auto whole = wish({{"status", "busy"}, {"text", ""}, {"expiresAt", far}});
  CHECK(whole.text == "");
  CHECK(core::to_iso8601(*whole.until) == far);
}

TEST_CASE("presence words: a wish that makes no sense is refused",
          "[net][codec]") {
  auto given = GENERATE(
      document::object(), document{{"status", "asleep"}},
      document{{"status", 1}}, document{{"status", "busy"}, {"text", 7}},
      document{{"status", "busy"}, {"text", std::string(257, 'x')}},
      document{{"status", "busy"}, {"text", "a\nb"}},
      document{{"status", "busy"}, {"expiresAt", "tomorrow"}},
      document{{"status", "busy"}, {"expiresAt", "2001-01-01T00:00:00.000Z"}},
      document("busy"));

  CHECK(presence_refusal("presence_set", given) == core::errc::invalid_request);
}

TEST_CASE("presence words: at whom a socket looks", "[net][codec]") {
  auto ann = core::user_id::make();
  using actors::look_at;

  CHECK(
      asked<look_at>("presence_subscribe", {{"userIds", {ann.str()}}}).users ==
      std::vector{ann});
  CHECK(asked<look_at>("presence_subscribe", {{"userIds", document::array()}})
            .users.empty());
  CHECK(asked<look_at>("presence_unsubscribe", nullptr).users.empty());
}

TEST_CASE("presence words: a look has a limit and a list", "[net][codec]") {
  auto many = document::array();
  for (std::size_t i = 0; i < actors::look_at::most; ++i)
    many.push_back(core::user_id::make().str());
  CHECK(read_presence("presence_subscribe", {{"userIds", many}}));
  many.push_back(core::user_id::make().str());

  for (const document& wrong :
       {document{{"userIds", many}}, document::object(),
        document{{"userIds", "x"}}, document{{"userIds", {"x"}}},
        document{{"userIds", {nullptr}}}})
    CHECK(presence_refusal("presence_subscribe", wrong) ==
          core::errc::invalid_request);
}

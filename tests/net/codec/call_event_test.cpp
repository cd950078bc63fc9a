#include "net/codec/call_event.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/codec/call_json.hpp"
#include "net/codec/client_event.hpp"
#include "net/json/reader.hpp"
#include "tests/result_printing.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::actors;
using document = nlohmann::json;

namespace {

const auto somebody = core::user_id::make();
const auto some_call = core::call_id::make();

core::result<call_ask> read_call(const std::string& event,
                                 const document& data) {
  json::parser parser{1 << 20};
  auto parsed = parser.parse(data.dump());
  auto request = read_client_event(event, *parsed, "7");
  if (!request) return request.error();
  CHECK(request->ack == "7");
  return std::get<call_ask>(request->what);
}

template <class Action>
Action action_of(const std::string& event, const document& data) {
  auto got = read_call(event, data);
  REQUIRE(got);
  REQUIRE(std::holds_alternative<Action>(got->action));
  if (event != "call_invite") CHECK(got->call == some_call);
  return std::get<Action>(got->action);
}

document with(document more) {
  more["callId"] = some_call.str();
  return more;
}

core::call sample() {
  core::call c;
  c.id = some_call;
  c.room = core::room_id::make();
  c.created_at = core::from_ms(1'700'000'000'000);
  c.parties = {{{somebody, "ann", "a.png"}},
               {{core::user_id::make(), "bob", ""}}};
  c.parties[0].state = core::party_state::joined;
  c.parties[0].device = core::device_id::make();
  c.parties[0].joined_at = c.created_at;
  return c;
}

}  // namespace

TEST_CASE("calls: an invite names somebody or a channel", "[net][codec]") {
  auto invite =
      action_of<invite_to_call>("call_invite", {{"to", somebody.str()}});
  CHECK(invite.to == somebody);
  CHECK(invite.media == core::call_media::video);
  auto room = core::room_id::make();
  invite = action_of<invite_to_call>(
      "call_invite", {{"channelId", room.str()}, {"media", "audio"}});
  CHECK(invite.room == room);
  CHECK(invite.media == core::call_media::audio);

  for (const auto& wrong :
       {document::object(),
        document{{"to", somebody.str()}, {"channelId", room.str()}},
        document{{"to", "x"}},
        document{{"to", somebody.str()}, {"media", "smell"}}})
    CHECK(read_call("call_invite", wrong).error().code ==
          core::errc::invalid_request);
}

TEST_CASE("calls: every other event names its call", "[net][codec]") {
  action_of<accept_call>("call_accept", with({}));
  action_of<reject_call>("call_reject", with({}));
  action_of<cancel_call>("call_cancel", with({}));
  action_of<end_call>("call_end", with({}));
  for (const auto& each : call_events()) {
    INFO(each.name);
    auto none = read_call(std::string{each.name},
                          {{"signal", 1}, {"audio", true}, {"video", true}});
    CHECK(none.error().code == core::errc::invalid_request);
  }
  CHECK(read_call("call_somebody", with({})).error().code ==
        core::errc::unknown_event);
}

TEST_CASE("calls: a signal is any JSON of a bounded size", "[net][codec]") {
  auto signal = action_of<send_signal>(
      "call_signal",
      with({{"to", somebody.str()}, {"signal", {{"sdp", "v=0"}}}}));
  CHECK(signal.to == somebody);
  CHECK(signal.content == R"({"sdp":"v=0"})");
  signal = action_of<send_signal>("call_signal", with({{"signal", nullptr}}));
  CHECK_FALSE(signal.to);
  CHECK(signal.content == "null");

  const std::string most(longest_signal - 2, 'x');
  CHECK(read_call("call_signal", with({{"signal", most}})));
  CHECK_FALSE(read_call("call_signal", with({{"signal", most + "x"}})));
  CHECK_FALSE(read_call("call_signal", with({})));
}

TEST_CASE("calls: what one shows is said in full", "[net][codec]") {
  auto shown = action_of<show_media>("call_media",
                                     with({{"audio", false}, {"video", true}}));
  CHECK(shown.shown == core::shown_media{false, true, false});
  CHECK_FALSE(read_call("call_media", with({{"audio", true}})));
  CHECK_FALSE(read_call("call_media", with({{"audio", 1}, {"video", true}})));
}

TEST_CASE("calls: a call as it is shown", "[net][codec]") {
  auto call = sample();
  std::string text;
  {
    json::writer out{text};
    append_call(out, call);
  }
  auto shown = document::parse(text);
  CHECK(shown["id"] == some_call.str());
  CHECK(shown["callerId"] == somebody.str());
  CHECK(shown["receiverId"] == call.parties[1].who.id.str());
  CHECK(shown["status"] == "ringing");
  CHECK(shown["reason"].is_null());
  CHECK(shown["duration"].is_null());
  CHECK(shown["participants"][0]["connected"] == true);
  CHECK(shown["participants"][0]["media"]["audio"] == true);
  CHECK(shown["participants"][1]["state"] == "ringing");
  CHECK(shown["participants"][1]["deviceId"].is_null());
  CHECK(shown["participants"][1]["media"]["audio"] == false);

  call.group = true;
  call.answered_at = call.created_at;
  call.ended_at = *call.answered_at + std::chrono::milliseconds{61'999};
  call.status = core::call_status::ended;
  call.reason = core::call_reason::hung_up;
  text.clear();
  json::writer out{text};
  append_call(out, call);
  shown = document::parse(text);
  CHECK(shown["receiverId"].is_null());
  CHECK(shown["duration"] == 61);
  CHECK(shown["reason"] == "hung_up");
}

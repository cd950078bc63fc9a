// What sockets say and hear of calls.

#include <catch2/catch.hpp>

#include "actors/messages/call_requests.hpp"
#include "tests/net/edge/edge_fixture.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::net::testing;
using document = nlohmann::json;

namespace {

const auto ann = core::user_id::make();
const auto phone = core::device_id::make();
const auto laptop = core::device_id::make();

room_event_ptr said(const std::string& content) {
  auto event = std::make_shared<room_event>();
  event->body = user_news{signal_news{{}, {}, {{}, {}, ann, content}}};
  return event;
}

int signal_in(socket_client& at) {
  auto got = at.next_json();
  CHECK(got["event"] == "call_signal");
  return got["data"]["signal"].get<int>();
}

}  // namespace

TEST_CASE("calls: what a socket says of them goes to its session",
          "[net][edge][calls]") {
  edge_scene at;
  auto client = at.enter({ann, phone});
  auto call = core::call_id::make();

  client->send(document{
      {"event", "call_accept"},
      {"data", {{"callId", call.str()}}},
      {"id", 3}}.dump());

  auto event = at.at_session.next<call_event>();
  CHECK(event.call == call);
  CHECK(event.from.ack == "3");
  CHECK(event.from.connection == at.newest());
  CHECK(std::holds_alternative<accept_call>(event.action));
}

TEST_CASE("calls: a device alone is told, or all but one, or a socket",
          "[net][edge][calls]") {
  edge_scene at;
  auto on_phone = at.enter({ann, phone});
  auto first = at.newest();
  auto again = at.enter({ann, phone});
  auto on_laptop = at.enter({ann, laptop});
  auto stranger = at.enter({core::user_id::make(), laptop});

  at.tell(tell_devices{ann, said("1"), phone});
  at.tell(tell_devices{ann, said("2"), {}, phone});
  at.tell(tell_devices{ann, said("3"), {}, {}, first});
  at.tell(tell_devices{ann, said("4")});

  CHECK(signal_in(*on_phone) == 1);
  CHECK(signal_in(*on_phone) == 3);
  CHECK(signal_in(*on_phone) == 4);
  CHECK(signal_in(*again) == 1);
  CHECK(signal_in(*again) == 4);
  CHECK(signal_in(*on_laptop) == 2);
  CHECK(signal_in(*on_laptop) == 4);
  stranger->send(R"({"event":"x","id":1})");
  CHECK(stranger->next_json()["ack"] == 1);
}

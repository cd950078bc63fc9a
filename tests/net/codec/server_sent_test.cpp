// The chat's events as server-sent events.

#include <catch2/catch.hpp>

#include "net/codec/codec.hpp"
#include "tests/net/codec/lobby.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::net;
using parley::net::testing::lobby;

namespace {

struct entry : room_event {
  explicit entry(std::string data) {
    room = lobby;
    seq = 12;
    body = custom_event{"wave", std::move(data)};
  }
};

}  // namespace

TEST_CASE("server_sent: an event has its name and its data on one line",
          "[net][codec]") {
  // As a client may write JSON: its line breaks would end the event.
  entry event("{\n \"a\":\r\n[1]}");
  CHECK(server_sent().encode(event)->bytes ==
        "event: wave\ndata: {  \"a\":  [1]}\n\n");
}

TEST_CASE("server_sent: a frame names its entry, and is made once",
          "[net][codec]") {
  entry event("{}");
  auto made = server_sent().encode(event);
  CHECK(made->room == lobby);
  CHECK(made->seq == 12);
  CHECK(server_sent().encode(event) == made);
}

TEST_CASE("server_sent: a stream is told where it joined", "[net][codec]") {
  auto made =
      server_sent().encode(notice{room_joined{lobby, 7, "e", recovery::gone}});
  CHECK(made->bytes == "event: joined\ndata: {\"channelId\":\"" + lobby.str() +
                           "\",\"seq\":7,\"epoch\":\"e\","
                           "\"recovered\":\"gone\"}\n\n");
}

TEST_CASE("server_sent: a failure is an error event", "[net][codec]") {
  core::failure why{core::errc::room_busy, {}, 250};
  auto made = server_sent().encode(reply{{{}, "", "rejoin"}, why});
  CHECK(made->bytes.starts_with("event: error\ndata: {\"message\":"));
  CHECK(made->bytes.find("\"code\":\"ROOM_BUSY\"") != std::string::npos);
}

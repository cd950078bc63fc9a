// The chat's events as packets of Socket.IO.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/codec/codec.hpp"
#include "net/codec/offset.hpp"
#include "net/websocket/frame_writer.hpp"
#include "tests/net/codec/lobby.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::net;
using document = nlohmann::json;
using parley::net::testing::lobby;

namespace {

const origin asker{{}, "7", "send_message"};
const origin teller{{}, "", "send_message"};

std::string text_of(const frame_ptr& f) {
  auto content = websocket::content_of(f->bytes);
  REQUIRE(content.code == websocket::opcode::text);
  return std::string{content.payload};
}

/// The packet without its type, which must be this.
document body_of(const frame_ptr& f, const std::string& type) {
  auto text = text_of(f);
  REQUIRE(text.substr(0, type.size()) == type);
  return document::parse(text.substr(type.size()));
}

struct wave : room_event {
  wave() {
    room = lobby;
    body = custom_event{"wave \"", R"({"a":[1]})"};
  }
};

}  // namespace

TEST_CASE("socket_io: an event has its data as its only argument",
          "[net][codec]") {
  CHECK(text_of(socket_io().encode(wave{})) == R"(42["wave \"",{"a":[1]}])");
}

TEST_CASE("socket_io: no text is taken for the offset of an entry",
          "[net][codec]") {
  room_event event;
  event.room = lobby;
  event.body = custom_event{"wave", R"("hello")"};

  CHECK(text_of(socket_io().encode(event)) == R"(42["wave","hello",null])");
}

TEST_CASE("socket_io: an entry of the log has its offset behind the data",
          "[net][codec]") {
  room_event event;
  event.room = lobby;
  event.seq = 12;
  event.body = custom_event{"wave", "{}"};

  CHECK(text_of(socket_io().encode(event)) ==
        R"(42["wave",{},")" + offset_of(lobby, 12) + "\"]");
}

TEST_CASE("socket_io: an event is encoded once, beside the plain form",
          "[net][codec]") {
  wave event;
  auto plain = plain_json().encode(event);

  CHECK(socket_io().encode(event) == socket_io().encode(event));
  CHECK(plain_json().encode(event) == plain);
  CHECK(socket_io().encode(event) != plain);
}

TEST_CASE("socket_io: newer typing replaces older on a slow socket",
          "[net][codec]") {
  room_event event;
  event.room = lobby;
  event.service = service_class::latest_wins;
  event.body = typing_changed{core::user_id::make(), true};

  auto made = socket_io().encode(event);

  CHECK(made->key != 0);
  CHECK(made->key == plain_json().encode(event)->key);
  CHECK(made->service == service_class::latest_wins);
}

TEST_CASE("socket_io: an ack has the id of its event", "[net][codec]") {
  auto made = socket_io().encode(reply{asker, accepted{}});

  CHECK(body_of(made, "437") == document{{{"ok", true}}});
}

TEST_CASE("socket_io: a failure goes to the ack, else to an error event",
          "[net][codec]") {
  core::failure why{core::errc::room_busy, {}, 250};

  auto asked = body_of(socket_io().encode(reply{asker, why}), "437");
  CHECK(asked[0]["ok"] == false);
  CHECK(asked[0]["error"]["code"] == "ROOM_BUSY");
  CHECK(asked[0]["error"]["retryAfter"] == 250);

  auto told = body_of(socket_io().encode(reply{teller, why}), "42");
  CHECK(told[0] == "error");
  CHECK(told[1]["code"] == "ROOM_BUSY");
  CHECK(told[1]["event"] == "send_message");
}

TEST_CASE("socket_io: what nobody understood is answered the same way",
          "[net][codec]") {
  core::failure why{core::errc::unknown_event};

  auto asked = socket_io().encode(bad_request{why, "3", "fly"});
  CHECK(body_of(asked, "433")[0]["error"]["code"] == "UNKNOWN_EVENT");
  auto told = socket_io().encode(bad_request{why, "", "fly"});
  CHECK(body_of(told, "42")[1]["event"] == "fly");
}

TEST_CASE("socket_io: notices are events", "[net][codec]") {
  auto made = body_of(socket_io().encode(notice{server_draining{50}}), "42");

  CHECK(made == document{"server_draining", {{"reconnectAfter", 50}}});
}

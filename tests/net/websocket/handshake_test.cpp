#include "net/websocket/handshake.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace parley::net::websocket;

namespace {

// The example of RFC 6455 §1.2.
upgrade_request example() {
  return {.method = "GET",
          .version = "HTTP/1.1",
          .host = "server.example.com",
          .upgrade = "websocket",
          .connection = "Upgrade",
          .key = "dGhlIHNhbXBsZSBub25jZQ==",
          .websocket_version = "13",
          .protocols = {}};
}

int status(const upgrade_request& request) {
  auto found = negotiate(request);
  return found ? 101 : found.error().http_status;
}

}  // namespace

TEST_CASE("handshake: RFC 6455 1.3, the accept key of the example",
          "[net][websocket]") {
  CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") ==
        "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(negotiate(example())->accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("handshake: 4.2.1, only GET over HTTP/1.1 with a host upgrades",
          "[net][websocket]") {
  auto request = example();
  request.method = GENERATE("POST", "HEAD", "get", "");
  CHECK(status(request) == 405);

  request = example();
  request.version =
      GENERATE("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.", "HTTP/1.10", "");
  CHECK(status(request) == 400);

  request = example();
  request.host = "";
  CHECK(status(request) == 400);
}

TEST_CASE("handshake: 4.2.1, Upgrade and Connection are lists without case",
          "[net][websocket]") {
  auto request = example();
  request.upgrade = GENERATE("WebSocket", "h2c, websocket", " websocket ");
  request.connection = GENERATE("upgrade", "keep-alive, Upgrade",
                                "Upgrade,keep-alive", ",, UPGRADE ,");
  CHECK(status(request) == 101);
}

TEST_CASE("handshake: 4.2.1, what does not ask for a WebSocket gets none",
          "[net][websocket]") {
  auto request = example();
  request.upgrade = GENERATE("", "h2c", "websockets", "web socket");
  CHECK(status(request) == 426);

  request = example();
  request.connection = GENERATE("", "keep-alive", "upgrades", "up grade");
  CHECK(status(request) == 400);
}

TEST_CASE("handshake: 4.2.1, the key is 16 bytes in base64",
          "[net][websocket]") {
  auto request = example();
  request.key =
      GENERATE("", "x", "dGhlIHNhbXBsZSBub25jZQ", "!GhlIHNhbXBsZSBub25jZQ==",
               "dGhlIHNhbXBsZSBub25jZQA=", "dGhlIHNhbXBsZSBub25jZQAA",
               "dGhlIHNhbXBsZSBub25jZQAAAA==",
               "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==");
  CHECK(status(request) == 400);
}

TEST_CASE("handshake: 4.4, another version is answered by 426",
          "[net][websocket]") {
  auto request = example();
  request.websocket_version = GENERATE("", "8", "0", "14", "13, 8", "013");
  CHECK(status(request) == 426);
}

TEST_CASE("handshake: 4.2.2, the client's first protocol we know is taken",
          "[net][websocket]") {
  std::array<std::string_view, 2> offered{"parley.msgpack", "parley.json"};
  auto request = example();
  auto chosen = [&] { return negotiate(request, offered)->protocol; };

  CHECK(chosen().empty());
  request.protocols = "parley.json";
  CHECK(chosen() == "parley.json");
  request.protocols = "other , parley.json,parley.msgpack";
  CHECK(chosen() == "parley.json");
  request.protocols = "Parley.JSON, parley.jso, other";
  CHECK(chosen().empty());
}

TEST_CASE("handshake: 4.2.2, the answer is a complete header",
          "[net][websocket]") {
  std::string out;
  append_switching_protocols(out, {"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", ""});
  CHECK(out ==
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        "\r\n");

  out.clear();
  append_switching_protocols(out, {"k", "parley.msgpack"}, "Date: now\r\n");
  CHECK(out ==
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        "Sec-WebSocket-Accept: k\r\n"
        "Sec-WebSocket-Protocol: parley.msgpack\r\n"
        "Date: now\r\n"
        "\r\n");
}

TEST_CASE("handshake: compression is agreed on only if the policy says so",
          "[net][websocket]") {
  auto request = example();
  request.extensions = "x-other, permessage-deflate; client_max_window_bits";
  auto head_of = [](const agreement& agreed) {
    std::string out;
    append_switching_protocols(out, agreed);
    return out;
  };

  auto off = negotiate(request);
  CHECK_FALSE(off->deflate);
  CHECK(head_of(*off).find("Sec-WebSocket-Extensions") == std::string::npos);

  auto on = negotiate(request, {}, {.enabled = true});
  CHECK(head_of(*on).ends_with(
      "\r\n"
      "Sec-WebSocket-Extensions: permessage-deflate; "
      "server_no_context_takeover; client_no_context_takeover\r\n"
      "\r\n"));
}

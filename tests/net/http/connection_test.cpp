#include "net/http/connection.hpp"

#include <catch2/catch.hpp>

#include "tests/net/http/loopback.hpp"

using namespace parley;
using namespace parley::net::http;
using namespace parley::net::http::testing;
using Catch::Contains;

namespace {

constexpr std::string_view hello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post(std::string_view path, std::string_view type,
                 std::string_view body) {
  std::string text{"POST "};
  text.append(path).append(" HTTP/1.1\r\nHost: x\r\n");
  if (!type.empty()) text.append("Content-Type: ").append(type).append("\r\n");
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return text.append(body);
}

}  // namespace

TEST_CASE("connection: an answer carries the headers every answer has",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  auto got = client.ask(
      "GET /hello HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:5173\r\n"
      "X-Request-Id: mine-1\r\n\r\n");

  CHECK(got.status == 200);
  CHECK(got.reason == "OK");
  CHECK(got.body == R"({"hello":"world"})");
  CHECK(got.headers.get("X-Request-Id") == "mine-1");
  CHECK(got.headers.get("X-Frame-Options") == "SAMEORIGIN");
  CHECK(got.headers.get("Access-Control-Allow-Origin") ==
        "http://localhost:5173");
  CHECK(got.headers.get("Date").ends_with("GMT"));
  CHECK_FALSE(got.headers.contains("Connection"));
}

TEST_CASE("connection: an unusable request id is replaced", "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();
  auto bad = GENERATE("", "a b", "a\tb", "<x>");

  auto got = client.ask("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: " +
                        std::string{bad} + "\r\n\r\n");

  CHECK(got.headers.get("X-Request-Id").size() == 36);
}

TEST_CASE("connection: one byte per segment makes no difference",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  client.send_bytewise("\r\n");
  client.send_bytewise(post("/echo", "", "0123456789"));
  CHECK(client.read().body == "0123456789");

  client.send_bytewise(
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: dropped\r\n\r\n");
  CHECK(client.read().body == "hello!");

  client.send_bytewise(
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\n");
  CHECK(client.read().status == 200);

  client.send_bytewise(hello);
  CHECK(client.read().status == 200);
}

TEST_CASE("connection: pipelined requests are answered in order",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();
  std::string requests;
  for (int i = 0; i < 300; ++i)
    requests += post("/echo", "", std::to_string(i));

  client.send(requests);

  for (int i = 0; i < 300; ++i)
    REQUIRE(client.read().body == std::to_string(i));
}

TEST_CASE("connection: HEAD has the length of GET and no body", "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  auto got = client.read(true);

  CHECK(got.status == 200);
  CHECK(got.headers.get("Content-Length") == "17");
  CHECK(client.ask(hello).body.size() == 17);
}

TEST_CASE("connection: OPTIONS lists the methods of a path", "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  auto got = client.ask("OPTIONS /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(got.status == 204);
  CHECK(got.headers.get("Allow") == "GET, HEAD, OPTIONS");

  CHECK(client.ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").status == 204);
  CHECK(client.ask("OPTIONS /no HTTP/1.1\r\nHost: x\r\n\r\n").status == 404);
}

TEST_CASE("connection: a preflight is answered for any path", "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  auto got = client.ask(
      "OPTIONS /later HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:1\r\n"
      "Access-Control-Request-Method: PUT\r\n\r\n");

  CHECK(got.status == 204);
  CHECK(got.headers.has_token("Access-Control-Allow-Methods", "PUT"));
}

TEST_CASE("connection: wrong methods and paths keep the connection",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  auto wrong = client.ask("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(wrong.status == 405);
  CHECK(wrong.headers.get("Allow") == "GET, HEAD, OPTIONS");
  CHECK_THAT(wrong.body, Contains(R"("code":"METHOD_NOT_ALLOWED")"));
  CHECK(client.ask("BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 405);

  auto lost = client.ask("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(lost.status == 404);
  auto id = std::string{lost.headers.get("X-Request-Id")};
  CHECK_THAT(lost.body, Contains(R"("requestId":")" + id));

  CHECK(client.ask("GET /../etc HTTP/1.1\r\nHost: x\r\n\r\n").status == 400);
  CHECK(client.ask(hello).status == 200);
}

TEST_CASE("connection: JSON routes read JSON and forms", "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  auto json = client.ask(post("/json", "application/json", R"({"a":1})"));
  CHECK(json.body == R"({"a":1})");

  auto form = client.ask(
      post("/json", "application/x-www-form-urlencoded", "a=1&b=%C3%A9"));
  CHECK(form.body == "{\"a\":\"1\",\"b\":\"\xc3\xa9\"}");

  auto broken =
      client.ask(post("/json", "application/x-www-form-urlencoded", "a=%f"));
  CHECK(broken.status == 400);
  CHECK(client.ask(post("/json", "", "")).status == 200);
}

TEST_CASE("connection: other content is 415 and ends the connection",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();
  auto type = GENERATE("text/plain", "", "application/json; charset=utf-16");

  auto got = client.ask(post("/json", type, "{}"));

  CHECK(got.status == 415);
  CHECK(got.headers.get("Connection") == "close");
  CHECK(client.closed());
}

TEST_CASE("connection: a body over the limit is 413", "[net][http]") {
  loopback server{[](auto& context) {
    add_sample_routes(context);
    auto echo = [](request& from) -> asio::awaitable<response> {
      co_return response::content("text/plain", from.body);
    };
    context.routes.add(verb::post, "/large", echo, {.body_limit = 100});
    context.limits.body = 10;
  }};
  auto client = server.connect();

  SECTION("declared") {
    CHECK(client.ask(post("/echo", "", "12345678901")).status == 413);
    CHECK(client.closed());
  }
  SECTION("declared and never sent") {
    CHECK(client
              .ask("POST /echo HTTP/1.1\r\nHost: x\r\n"
                   "Content-Length: 9999999999999\r\n\r\n")
              .status == 413);
    CHECK(client.closed());
  }
  SECTION("in chunks") {
    CHECK(client
              .ask("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n6\r\n123456\r\n5\r\n12345\r\n0\r\n\r\n")
              .status == 413);
    CHECK(client.closed());
  }
  SECTION("one route may allow more") {
    CHECK(client.ask(post("/large", "", std::string(100, 'x'))).status == 200);
    CHECK(client.ask(post("/large", "", std::string(101, 'x'))).status == 413);
  }
}

TEST_CASE("connection: Expect is answered before the body comes",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();
  constexpr std::string_view head =
      " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
      "Expect: 100-continue\r\n\r\n";

  SECTION("by 100 when the request is welcome") {
    auto go = client.ask("POST /echo" + std::string{head});
    CHECK(go.status == 100);
    CHECK(go.headers.size() == 0);
    CHECK(client.ask("body").body == "body");
  }
  SECTION("by the refusal when it is not") {
    CHECK(client.ask("POST /none" + std::string{head}).status == 404);
    CHECK(client.closed());
  }
}

TEST_CASE("connection: HTTP/1.0 is closed unless it asks otherwise",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  auto kept =
      client.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(kept.headers.get("Connection") == "keep-alive");
  CHECK(client.ask("GET /hello HTTP/1.0\r\n\r\n").status == 200);
  CHECK(client.closed());
}

TEST_CASE("connection: close is honoured", "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  auto got =
      client.ask("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  CHECK(got.headers.get("Connection") == "close");
  CHECK(client.closed());
}

TEST_CASE("connection: a peer that finished sending gets its answers",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();

  client.send(std::string{hello} + std::string{hello});
  client.finish();

  CHECK(client.read().status == 200);
  CHECK(client.read().status == 200);
  CHECK(client.closed());
}

TEST_CASE("connection: a handler that throws is a 500 with the id",
          "[net][http]") {
  std::string logged;
  loopback server{[&](auto& context) {
    add_sample_routes(context);
    context.on_defect = [&](const request& of, std::string_view what) {
      logged = of.id + ": " + std::string{what};
    };
  }};
  auto client = server.connect();

  auto got =
      client.ask("GET /throws HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\n\r\n");

  CHECK(got.status == 500);
  CHECK_THAT(got.body, Contains(R"("requestId":"r1")"));
  CHECK_THAT(got.body, !Contains("secret"));
  CHECK(client.ask(hello).status == 200);
  CHECK(server.on_reactor([&] { return logged; }) ==
        "r1: the handler's secret");
}

TEST_CASE("connection: the gate answers in place of the route", "[net][http]") {
  loopback server{[](auto& context) {
    add_sample_routes(context);
    context.gate = [](request& head, const route*) -> std::optional<response> {
      if (head.route != "/echo") return std::nullopt;
      return error({core::errc::rate_limited, {}, 5000}, head);
    };
  }};
  auto client = server.connect();

  CHECK(client.ask(hello).status == 200);
  auto limited = client.ask(post("/echo", "", "unread"));
  CHECK(limited.status == 429);
  CHECK(limited.headers.get("Retry-After") == "5");
  CHECK(client.closed());
}

TEST_CASE("connection: the access log names every answer but no secret",
          "[net][http]") {
  std::vector<std::string> lines;
  loopback server{[&](auto& context) {
    add_sample_routes(context);
    context.on_access = [&](const access_entry& e) {
      lines.push_back(std::string{e.method} + " " + std::string{e.path} + " " +
                      std::to_string(e.status) + " " + std::to_string(e.bytes) +
                      " " + std::string{e.remote});
    };
    context.proxies = trusted_proxies{{"127.0.0.1"}};
  }};
  auto client = server.connect();

  client.ask(
      "GET /hello?token=secret HTTP/1.1\r\nHost: x\r\n"
      "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
  client.ask("GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
  client.ask("nonsense\r\n\r\n");
  client.finish();
  server.wait_for_connections(0);

  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "GET /hello 200 17 1.2.3.4");
  CHECK_THAT(lines[1], Catch::StartsWith("GET /none 404 "));
  CHECK_THAT(lines[2], Contains(" 400 "));
}

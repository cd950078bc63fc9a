#include <catch2/catch.hpp>

#include "tests/net/http/loopback.hpp"

using namespace parley;
using namespace parley::net::http;
using namespace parley::net::http::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view whole_request =
    "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

// One bound is short, the others would make the test fail.
loopback::setup only(std::chrono::milliseconds server_limits::*bound) {
  return [bound](server_context& context) {
    add_sample_routes(context);
    auto& limits = context.limits;
    limits.header_time = limits.body_time = limits.keep_alive_time = 1h;
    limits.*bound = 300ms;
  };
}

}  // namespace

TEST_CASE("timeout: a silent connection is closed without an answer",
          "[net][http]") {
  loopback server{only(&server_limits::header_time)};
  auto client = server.connect();
  CHECK(client.closed());
}

TEST_CASE("timeout: a slow header is 408", "[net][http]") {
  loopback server{only(&server_limits::header_time)};
  auto client = server.connect();

  auto got = client.ask("GET /hello HTTP/1.1\r\nHost: x\r\nA: ");

  CHECK(got.status == 408);
  CHECK_THAT(got.body, Catch::Contains("REQUEST_TIMEOUT"));
  CHECK(client.closed());
}

TEST_CASE("timeout: a later slow header is 408, too", "[net][http]") {
  loopback server{only(&server_limits::header_time)};
  auto client = server.connect();
  CHECK(client.ask(whole_request).status == 200);

  CHECK(client.ask("GET").status == 408);
  CHECK(client.closed());
}

TEST_CASE("timeout: a slow body is 408", "[net][http]") {
  loopback server{only(&server_limits::body_time)};
  auto client = server.connect();
  auto framing = GENERATE("Content-Length: 10\r\n\r\nhalf",
                          "Transfer-Encoding: chunked\r\n\r\n5\r\nha");

  auto got =
      client.ask("POST /echo HTTP/1.1\r\nHost: x\r\n" + std::string{framing});

  CHECK(got.status == 408);
  CHECK(client.closed());
}

TEST_CASE("timeout: an idle connection is closed without an answer",
          "[net][http]") {
  loopback server{only(&server_limits::keep_alive_time)};
  auto client = server.connect();
  CHECK(client.ask(whole_request).status == 200);
  CHECK(client.closed());
}

TEST_CASE("timeout: a client that does not read its answer is dropped",
          "[net][http]") {
  loopback server{only(&server_limits::body_time)};
  auto client = server.connect();

  client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
  char first;
  asio::read(client.socket(), asio::buffer(&first, 1));

  server.wait_for_connections(0);
}

TEST_CASE("timeout: a handler may take longer than any of them",
          "[net][http]") {
  auto slow = [](request&) -> asio::awaitable<response> {
    asio::steady_timer timer{co_await asio::this_coro::executor, 600ms};
    co_await timer.async_wait(asio::use_awaitable);
    co_return response::json(200, "{}");
  };
  loopback server{[&](auto& context) {
    context.routes.add(verb::get, "/slow", slow);
    context.limits.header_time = 250ms;
    context.limits.body_time = 250ms;
    context.limits.keep_alive_time = 250ms;
  }};
  auto client = server.connect();

  CHECK(client.ask("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
  CHECK(client.closed());
}

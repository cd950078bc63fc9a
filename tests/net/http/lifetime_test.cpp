#include <catch2/catch.hpp>

#include "tests/net/http/loopback.hpp"

using namespace parley;
using namespace parley::net::http;
using namespace parley::net::http::testing;

namespace {

constexpr std::string_view plain_request =
    "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

// A route whose handler waits until the test lets it go on.
class held_route {
 public:
  void add_to(server_context& context) {
    context.routes.add(
        verb::get, "/held",
        [this](request&) -> asio::awaitable<response> { return wait(); });
  }

  void wait_until_reached() { reached_.get_future().wait(); }

  void let_go(loopback& server) {
    server.on_reactor([this] { gate_->cancel(); });
  }

  bool finished = false;

 private:
  asio::awaitable<response> wait() {
    gate_.emplace(co_await asio::this_coro::executor,
                  asio::steady_timer::time_point::max());
    reached_.set_value();
    boost::system::error_code cancelled;
    auto waiting =
        gate_->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    co_await std::move(waiting);
    // The timer must not outlive the server's reactor.
    gate_.reset();
    finished = true;
    co_return response::json(200, "{}");
  }

  std::promise<void> reached_;
  std::optional<asio::steady_timer> gate_;
};

}  // namespace

TEST_CASE("drain: idle connections are closed", "[net][http]") {
  loopback server{add_sample_routes};
  auto used = server.connect();
  auto fresh = server.connect();
  CHECK(used.ask(plain_request).status == 200);
  server.wait_for_connections(2);

  server.drain();

  CHECK(used.closed());
  CHECK(fresh.closed());
  server.wait_for_connections(0);
}

TEST_CASE("drain: whoever has just connected may still ask", "[net][http]") {
  loopback server{add_sample_routes};
  auto before = server.connect();
  server.wait_for_connections(1);

  server.drain();
  auto after = server.connect();

  for (auto* client : {&before, &after}) {
    auto got = client->ask(plain_request);
    CHECK(got.status == 200);
    CHECK(got.headers.get("Connection") == "close");
    CHECK(client->closed());
  }
}

TEST_CASE("drain: a request that waits unread on a kept connection is answered",
          "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();
  CHECK(client.ask(plain_request).status == 200);

  // The reactor does not get to read before it drains.
  server.on_reactor([&] {
    client.send(plain_request);
    server.drain_here();
  });

  CHECK(client.read().status == 200);
  CHECK(client.closed());
}

TEST_CASE("drain: a request that has begun is answered, then closed",
          "[net][http]") {
  held_route held;
  loopback server{[&](auto& context) { held.add_to(context); }};
  auto client = server.connect();
  client.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
  held.wait_until_reached();

  server.drain();
  held.let_go(server);

  auto got = client.read();
  CHECK(got.status == 200);
  CHECK(got.headers.get("Connection") == "close");
  CHECK(client.closed());
}

TEST_CASE("drain: a half-sent request is still answered", "[net][http]") {
  loopback server{add_sample_routes};
  auto client = server.connect();
  // The answer to the first proves that the half behind it has arrived.
  client.send(std::string{plain_request} + "GET /hello HT");
  CHECK(client.read().status == 200);

  server.on_reactor([] {});
  server.drain();
  auto got = client.ask("TP/1.1\r\nHost: x\r\n\r\n");

  CHECK(got.status == 200);
  CHECK(got.headers.get("Connection") == "close");
}

TEST_CASE("reset: a handler finishes although its client is gone",
          "[net][http]") {
  held_route held;
  loopback server{[&](auto& context) { held.add_to(context); }};
  auto client = server.connect();
  client.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
  held.wait_until_reached();

  client.reset();
  held.let_go(server);
  server.wait_for_connections(0);

  CHECK(server.on_reactor([&] { return held.finished; }));
}

TEST_CASE("reset: in the middle of an answer frees the connection",
          "[net][http]") {
  loopback server{add_sample_routes};
  for (int i = 0; i < 20; ++i) {
    auto client = server.connect();
    client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    char first;
    asio::read(client.socket(), asio::buffer(&first, 1));
    client.reset();
  }
  server.wait_for_connections(0);
  CHECK(server.connect().ask(plain_request).status == 200);
}

TEST_CASE("reset: in every phase of a request frees the connection",
          "[net][http]") {
  loopback server{add_sample_routes};
  std::string_view whole =
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto client = server.connect();
    client.send(whole.substr(0, size));
    client.reset();
  }
  server.wait_for_connections(0);
  CHECK(server.connect().ask(plain_request).status == 200);
}

TEST_CASE("stop: connections end even when their clients do not",
          "[net][http]") {
  std::optional<loopback> server{add_sample_routes};
  auto client = server->connect();
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n");

  server.reset();

  CHECK(client.closed());
}

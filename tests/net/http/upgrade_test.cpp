#include <catch2/catch.hpp>

#include "tests/net/http/loopback.hpp"

using namespace parley;
using namespace parley::net::http;
using namespace parley::net::http::testing;

namespace {

std::string upgrade_to(std::string_view target) {
  return "GET " + std::string{target} +
         " HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n"
         "Upgrade: websocket\r\n\r\n";
}

// Takes sockets and says what came with them.
struct taker {
  std::vector<tcp_socket> taken;

  std::optional<response> operator()(upgrade_request asked) {
    auto token = asked.head.query.get("token");
    if (!token) return error(core::errc::unauthorized, asked.head);
    auto text = "HTTP/1.1 101 Switching Protocols\r\n\r\n" +
                std::string{*token} + "|" + asked.leftover;
    auto socket = std::move(asked.socket);
    asio::write(socket, asio::buffer(text));
    taken.push_back(std::move(socket));
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("upgrade: the hook takes socket, query and early bytes",
          "[net][http]") {
  taker hook;
  std::vector<int> statuses;
  loopback server{[&](auto& context) {
    add_sample_routes(context);
    context.upgrades.add("/ws", std::ref(hook));
    context.on_access = [&](const access_entry& entry) {
      statuses.push_back(entry.status);
    };
  }};
  auto client = server.connect();
  auto path = GENERATE("/ws?token=t", "/ws/?token=t");

  auto got = client.ask(upgrade_to(path) + "early frame");

  CHECK(got.status == 101);
  CHECK(client.take(13) == "t|early frame");
  server.wait_for_connections(0);
  CHECK(statuses == std::vector{101});
  // The HTTP side let go of the socket without closing it.
  server.on_reactor(
      [&] { asio::write(hook.taken.at(0), asio::buffer("!", 1)); });
  CHECK(client.take(1) == "!");
  server.on_reactor([&] { hook.taken.clear(); });
}

TEST_CASE("upgrade: a refusal is an answer like any other", "[net][http]") {
  taker hook;
  loopback server{[&](auto& context) {
    add_sample_routes(context);
    context.upgrades.add("/ws", std::ref(hook));
  }};
  auto client = server.connect();

  auto got = client.ask(upgrade_to("/ws"));

  CHECK(got.status == 401);
  CHECK(got.headers.contains("X-Request-Id"));
  CHECK(client.ask(upgrade_to("/hello")).status == 200);
  CHECK(client.ask(upgrade_to("/nowhere")).status == 404);
}

TEST_CASE("upgrade: a request that is none goes to the routes", "[net][http]") {
  taker hook;
  loopback server{[&](auto& context) {
    add_sample_routes(context);
    context.upgrades.add("/hello", std::ref(hook));
  }};
  auto client = server.connect();

  CHECK(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
  CHECK(client
            .ask("GET /hello HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n"
                 "Connection: Upgrade\r\n\r\n")
            .status == 200);
  CHECK(client
            .ask("GET /hello?token=t HTTP/1.1\r\nHost: x\r\nUpgrade: "
                 "websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n"
                 "\r\nhi")
            .status == 200);
  CHECK(hook.taken.empty());
}

TEST_CASE("upgrade: a hook that throws is a 500", "[net][http]") {
  loopback server{[&](auto& context) {
    context.upgrades.add("/ws", [](upgrade_request) -> std::optional<response> {
      throw std::runtime_error("hook");
    });
  }};
  CHECK(server.connect().ask(upgrade_to("/ws")).status == 500);
}

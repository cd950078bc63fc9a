// Bodies that are never whole in memory: body_reader and body_source.

#include <catch2/catch.hpp>
#include <thread>

#include "net/http/body_stream.hpp"
#include "net/http/shared_content.hpp"
#include "tests/net/http/loopback.hpp"

using namespace parley;
using namespace parley::net::http;
using namespace parley::net::http::testing;
using namespace std::chrono_literals;

namespace {

// What the handlers of a test saw.
struct seen {
  std::atomic<std::size_t> bytes{0};
  std::atomic<std::size_t> largest{0};
  std::atomic<int> errors{0};
};

class repeated final : public body_source {
 public:
  repeated(std::uint64_t size, std::uint64_t breaks_at)
      : size_(size), breaks_at_(breaks_at) {}
  std::uint64_t size() const override { return size_; }
  asio::awaitable<core::result<std::string>> next() override {
    if (given_ >= breaks_at_) co_return core::failure{};
    auto piece = std::min<std::uint64_t>(size_ - given_, 10'000);
    given_ += piece;
    co_return std::string(piece, 'x');
  }

 private:
  std::uint64_t size_;
  std::uint64_t breaks_at_;
  std::uint64_t given_ = 0;
};

asio::awaitable<response> count(request& from, seen& into) {
  for (;;) {
    auto reading = from.stream->read();
    auto piece = co_await std::move(reading);
    if (!piece) {
      ++into.errors;
      co_return error(piece.error(), from);
    }
    if (piece->empty()) break;
    into.bytes += piece->size();
    into.largest = std::max(into.largest.load(), piece->size());
  }
  co_return response::json(200, std::to_string(into.bytes));
}

loopback::setup routes(seen& into) {
  return [&into](server_context& context) {
    context.limits.body_time = 300ms;
    context.limits.least_rate = 1 << 20;
    auto& to = context.routes;
    to.add(verb::post, "/count",
           [&into](request& from) { return count(from, into); },
           {.body_limit = 4 << 20, .streams = true});
    to.add(verb::post, "/refuse",
           [](request& from) -> asio::awaitable<response> {
             co_return error(core::errc::forbidden, from);
           },
           {.body_limit = 64 << 20, .streams = true});
    to.add(verb::get, "/repeat", [](request&) -> asio::awaitable<response> {
      response made;
      made.source = std::make_shared<repeated>(100'000, 100'000);
      co_return made;
    });
    to.add(verb::get, "/shared",
           [text = std::make_shared<const std::string>(100'000, 'x')](
               request&) -> asio::awaitable<response> {
             auto made = shared_content("text/plain", *text, text);
             co_return made;
           });
    to.add(verb::get, "/break", [](request&) -> asio::awaitable<response> {
      response made;
      made.source = std::make_shared<repeated>(100'000, 50'000);
      co_return made;
    });
  };
}

std::string head(std::string_view path, std::size_t length) {
  return "POST " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n" +
         "Content-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string get(std::string_view path) {
  return "GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

}  // namespace

TEST_CASE("streamed body: arrives in pieces, then the connection goes on",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();

  CHECK(client.ask(head("/count", 4 << 20) + std::string(4 << 20, 'a')).body ==
        std::to_string(4 << 20));
  CHECK(got.largest <= 64 << 10);
  got.bytes = 0;
  CHECK(client
            .ask("POST /count HTTP/1.1\r\nHost: x\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n"
                 "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n")
            .body == "6");
  got.bytes = 0;
  CHECK(client.ask(head("/count", 0)).body == "0");
  got.bytes = 0;
  client.send_bytewise(head("/count", 5) + "12345");
  CHECK(client.read().body == "5");
}

TEST_CASE("streamed body: a length over the limit is refused at once",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();

  CHECK(client.ask(head("/count", (4 << 20) + 1)).status == 413);
  CHECK(got.bytes == 0);
}

TEST_CASE("streamed body: chunks over the limit are refused as they come",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();

  client.send(
      "POST /count HTTP/1.1\r\nHost: x\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 5; ++i)
    client.send("100000\r\n" + std::string(1 << 20, 'a') + "\r\n");
  auto answer = client.read();

  CHECK(answer.status == 413);
  CHECK(answer.headers.get("Connection") == "close");
}

TEST_CASE("streamed body: an early answer reaches a client that still sends",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();

  client.send(head("/refuse", 1 << 20) + std::string(1 << 20, 'a'));
  auto answer = client.read();

  CHECK(answer.status == 403);
  CHECK(answer.headers.get("Connection") == "close");
  CHECK(client.closed());
}

TEST_CASE("streamed body: a client that stops is not waited for",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();

  client.send(head("/count", 1000) + "some");

  CHECK(client.read().status == 408);
  CHECK(got.errors == 1);
}

TEST_CASE("streamed body: a client that leaves ends its handler",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  {
    auto client = server.connect();
    client.send(head("/count", 1000) + "some");
    while (got.bytes == 0) std::this_thread::yield();
    client.reset();
  }
  server.wait_for_connections(0);

  CHECK(got.errors == 1);
}

TEST_CASE("streamed body: who expects to be asked is asked by who reads",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();
  const std::string expecting =
      " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
      "Expect: 100-continue\r\n\r\n";

  client.send("POST /count" + expecting);
  CHECK(client.take(25) == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  CHECK(client.read().body == "3");

  CHECK(client.ask("POST /refuse" + expecting).status == 403);
}

TEST_CASE("streamed answer: has its length and the connection goes on",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();

  auto answer = client.ask(get("/repeat"));
  CHECK(answer.headers.get("Content-Length") == "100000");
  CHECK(answer.body == std::string(100'000, 'x'));

  client.send("HEAD /repeat HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.read(true).headers.get("Content-Length") == "100000");
  CHECK(client.ask(get("/repeat")).body.size() == 100'000);
}

TEST_CASE("shared content: whole for each, and nobody's own",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();
  auto other = server.connect();

  CHECK(client.ask(get("/shared")).body == std::string(100'000, 'x'));
  CHECK(other.ask(get("/shared")).body == std::string(100'000, 'x'));
  CHECK(client.ask(get("/shared")).headers.get("Content-Length") == "100000");
  const std::string text(100, 'x');
  auto made = shared_content("text/plain", text);
  CHECK(made.body.empty());
  CHECK(made.size() == 100);
}

TEST_CASE("streamed answer: one that breaks is never taken for complete",
          "[net][http][stream]") {
  seen got;
  loopback server{routes(got)};
  auto client = server.connect();

  client.send(get("/break"));

  CHECK_THROWS(client.read());
}

TEST_CASE("streamed answer: who takes it too slowly is not served for ever",
          "[net][http][stream]") {
  loopback server{[](server_context& context) {
    context.limits.body_time = 300ms;
    context.limits.least_rate = 64 << 20;
    context.routes.add(
        verb::get, "/large", [](request&) -> asio::awaitable<response> {
          response made;
          made.source = std::make_shared<repeated>(256 << 20, 256 << 20);
          co_return made;
        });
  }};
  auto client = server.connect();
  client.send(get("/large"));
  std::atomic<bool> ends = false;
  // Never so slowly that a single write stalls.
  std::thread reading{[&] {
    try {
      for (; !ends; std::this_thread::sleep_for(20ms)) client.take(64 << 10);
    } catch (const std::exception&) {
      // The server ended it.
    }
  }};

  CHECK_NOTHROW(server.wait_for_connections(0));

  ends = true;
  reading.join();
}

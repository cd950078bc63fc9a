// The pool that polls, against a server that this test plays by hand.

#include "bench/tester/polling_pool.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/tester/polling_payload.hpp"

using namespace parley::bench;

namespace {

/// What blocks for this long fails its test.
void limit_waits(int fd) {
  timeval longest{5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
}

/// One connection of the server's side.
class peer {
 public:
  explicit peer(int fd) : fd_(fd) { limit_waits(fd_); }
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;
  ~peer() { ::close(fd_); }

  std::string read() {
    std::string text(4096, '\0');
    auto n = recv(fd_, text.data(), text.size(), 0);
    text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return text;
  }

  void write(std::string_view text) {
    REQUIRE(send(fd_, text.data(), text.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(text.size()));
  }

  void answer(std::string_view body) {
    write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n\r\n" + std::string{body});
  }

 private:
  int fd_;
};

class listener {
 public:
  listener() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(fd_, any, size) == 0);
    REQUIRE(listen(fd_, 8) == 0);
    REQUIRE(getsockname(fd_, any, &size) == 0);
    limit_waits(fd_);
    port = ntohs(address.sin_port);
  }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;
  ~listener() { ::close(fd_); }

  int accept() { return ::accept(fd_, nullptr, nullptr); }

  bool has_caller() {
    pollfd wanted{fd_, POLLIN, 0};
    return ::poll(&wanted, 1, 0) == 1;
  }

  std::uint16_t port = 0;

 private:
  int fd_;
};

struct heard final : frame_sink {
  void on_upgraded(connection&) override { ++upgrades; }
  void on_text(connection&, std::string_view text) override {
    texts.emplace_back(text);
  }
  void on_closed(connection&, const std::string& why) override {
    ends.push_back(why);
  }

  int upgrades = 0;
  std::vector<std::string> texts;
  std::vector<std::string> ends;
};

/// A session whose handshake is answered and whose next GET has come.
struct fixture {
  fixture() {
    pool.open(client, "/e/?t=p", 0);
    turn();
    get.emplace(server.accept());
    turn();
    first_request = get->read();
    get->answer(R"(0{"sid":"abc","upgrades":[]})");
    turn();
    second_request = get->read();
  }
  void turn() {
    for (int i = 0; i < 3; ++i) pool.turn(sink, 10'000'000);
  }

  void say(std::string_view packet) {
    append_packet(client.out, packet);
    pool.touch(client);
    turn();
  }

  listener server;
  polling_pool pool{"127.0.0.1", server.port};
  connection client;
  heard sink;
  std::optional<peer> get;
  std::string first_request;
  std::string second_request;
};

bool ends_with_body(const std::string& request, std::string_view body) {
  return request.ends_with("\r\n\r\n" + std::string{body});
}

}  // namespace

TEST_CASE("polling pool: the handshake's sid goes into the next GET",
          "[bench][polling]") {
  fixture f;

  CHECK(f.first_request.starts_with("GET /e/?t=p HTTP/1.1\r\n"));
  CHECK(f.second_request.starts_with("GET /e/?t=p&sid=abc HTTP/1.1\r\n"));
  CHECK(f.sink.upgrades == 1);
  CHECK(f.sink.texts.size() == 1);
}

TEST_CASE("polling pool: an answer in pieces is one payload",
          "[bench][polling]") {
  fixture f;

  f.get->write("HTTP/1.1 200 OK\r\nContent-Le");
  f.turn();
  f.get->write("ngth: 5\r\n\r\n2\x1e");
  f.turn();
  CHECK(f.sink.texts.size() == 1);
  f.get->write("42x");
  f.turn();

  REQUIRE(f.sink.texts.size() == 3);
  CHECK(f.sink.texts[1] == "2");
  CHECK(f.sink.texts[2] == "42x");
  CHECK(f.get->read().starts_with("GET "));
}

TEST_CASE("polling pool: what gathers during a POST goes into the next",
          "[bench][polling]") {
  fixture f;

  f.say("a");
  peer post{f.server.accept()};
  f.say("b");
  f.say("c");
  CHECK(ends_with_body(post.read(), "a"));
  post.answer("ok");
  f.turn();

  CHECK(ends_with_body(post.read(),
                       "b\x1e"
                       "c"));
}

TEST_CASE("polling pool: an idle POST connection may go", "[bench][polling]") {
  fixture f;
  f.say("a");
  {
    peer post{f.server.accept()};
    post.read();
    post.answer("ok");
    f.turn();
  }
  f.turn();
  CHECK(f.sink.ends.empty());

  f.say("b");
  REQUIRE(f.server.has_caller());
  peer post{f.server.accept()};
  CHECK(ends_with_body(post.read(), "b"));
}

TEST_CASE("polling pool: a pending GET that ends is a loss",
          "[bench][polling]") {
  fixture f;

  f.get.reset();
  f.turn();

  CHECK(f.sink.ends == std::vector<std::string>{"end of stream"});
}

TEST_CASE("polling pool: a refusal is told", "[bench][polling]") {
  fixture f;

  f.get->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nwhy");
  f.turn();

  REQUIRE(f.sink.ends.size() == 1);
  CHECK(f.sink.ends[0] == "HTTP/1.1 400 Bad Request why");
}

TEST_CASE("polling pool: leaving ends once both requests are answered",
          "[bench][polling]") {
  fixture f;

  f.pool.leave(f.client);
  f.turn();
  peer post{f.server.accept()};
  CHECK(ends_with_body(post.read(), "1"));
  f.get->answer("6");
  f.turn();
  CHECK(f.sink.ends.empty());
  post.answer("ok");
  f.turn();

  CHECK(f.sink.ends.size() == 1);
}

#pragma once

#include <boost/asio.hpp>
#include <functional>
#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/http/connection.hpp"

namespace parley::net::http::testing {

namespace asio = boost::asio;

/// An answer as it came over the wire.
struct answer {
  int status = 0;
  std::string reason;
  header_map headers;
  std::string body;
};

/// A blocking client that writes and reads raw bytes. Every wait is bounded;
/// a bound that is missed throws and fails the test.
class raw_client {
 public:
  explicit raw_client(unsigned short port);

  void send(std::string_view bytes);

  /// One system call and one segment for every byte.
  void send_bytewise(std::string_view bytes);

  /// The next answer; `to_head`: it has no body whatever its length says.
  answer read(bool to_head = false);

  /// Sends and reads.
  answer ask(std::string_view bytes) {
    send(bytes);
    return read();
  }

  /// The next `size` bytes, whatever they are.
  std::string take(std::size_t size);

  /// True when the server ends the connection with nothing more to read.
  bool closed();

  /// Ends the connection with a reset instead of a farewell.
  void reset();

  /// No more requests from here.
  void finish();

  asio::ip::tcp::socket& socket() { return socket_; }

 private:
  bool fill();

  asio::io_context context_;
  asio::ip::tcp::socket socket_{context_};
  std::string unread_;
};

/// A server on a thread of its own and a free port of the loopback.
class loopback {
 public:
  using setup = std::function<void(server_context&)>;

  explicit loopback(const setup& prepare);
  ~loopback();

  raw_client connect() { return raw_client{port_}; }

  /// Runs `act` on the reactor and waits for its value.
  template <class Act>
  auto on_reactor(Act act) {
    std::packaged_task<decltype(act())()> task{std::move(act)};
    auto done = task.get_future();
    asio::post(reactor_, [&] { task(); });
    return done.get();
  }

  void drain() {
    on_reactor([this] { drain_here(); });
  }
  /// On the reactor.
  void drain_here() { set_.drain(); }

  /// Comes back once `count` connections are left.
  void wait_for_connections(std::size_t count);

 private:
  asio::awaitable<void> accept();

  server_context context_{config::settings{}};
  asio::io_context reactor_{1};
  connection_set set_;
  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>
      acceptor_;
  unsigned short port_;
  std::thread thread_;
};

/// Routes that most socket tests use: GET /hello, POST /echo (any body), POST
/// /json, GET /throws, GET /big (32 MiB).
void add_sample_routes(server_context& context);

}  // namespace parley::net::http::testing

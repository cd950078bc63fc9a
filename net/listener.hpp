#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "net/http/tcp_socket.hpp"
#include "net/reactor/reactor.hpp"

namespace parley::net {

/// Accepts connections on one address and deals each out to the reactor that
/// has the fewest. In turn would not do: a client with a request and then a
/// socket, as all are, would put the sockets of all on one.
class listener {
 public:
  /// Called on the reactor that is to serve the socket.
  using serve_function =
      std::function<void(reactor& home, http::tcp_socket socket)>;

  /// How many connections a reactor has that it was dealt; from any thread.
  using load_function = std::function<std::size_t(std::size_t reactor)>;

  /// Binds `address` ("host:port", "[::1]:port"); port 0 takes any free one.
  static core::result<std::unique_ptr<listener>> open(
      const std::string& address,
      std::vector<std::unique_ptr<reactor>>& reactors, serve_function serve,
      load_function load);

  /// Starts to accept; once.
  void start();
  /// Deals out the connections that wait and stops to accept. When it returns
  /// all are served and nothing of it runs any more. From the thread that
  /// started it, while all reactors run.
  void stop();

  /// As a client would write it: "http://127.0.0.1:3000".
  std::string url() const;

 private:
  using acceptor_type = boost::asio::basic_socket_acceptor<
      boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

  listener(std::vector<std::unique_ptr<reactor>>& reactors,
           serve_function serve, load_function load);
  reactor& next_home();
  boost::asio::awaitable<void> accept_all();
  void accept_waiting();
  void deal_out(reactor& home, http::tcp_socket socket);
  void close();

  std::vector<std::unique_ptr<reactor>>& reactors_;
  serve_function serve_;
  load_function load_;
  std::vector<std::atomic<std::size_t>> under_way_;  ///< dealt, not yet served
  acceptor_type acceptor_;
  std::minstd_rand dice_{std::random_device{}()};
  std::string url_;
  std::future<void>
      accepting_;  ///< until it no longer does; valid once started
};

}  // namespace parley::net

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "net/http/tcp_socket.hpp"
#include "net/reactor/reactor.hpp"

namespace parley::net {

/// Accepts connections on one address and deals them out to the reactors in
/// turn, so that each serves as many as the others.
class listener {
 public:
  /// Called on the reactor that is to serve the socket.
  using serve_function =
      std::function<void(reactor& home, http::tcp_socket socket)>;

  /// Binds `address` ("host:port", "[::1]:port"); port 0 takes any free one.
  static core::result<std::unique_ptr<listener>> open(
      const std::string& address,
      std::vector<std::unique_ptr<reactor>>& reactors, serve_function serve);

  /// Starts to accept. From any thread.
  void start();
  /// Deals out the connections that wait, then stops to accept. From any
  /// thread, done when it returns.
  void stop();

  /// As a client would write it: "http://127.0.0.1:3000".
  std::string url() const;

 private:
  using acceptor_type = boost::asio::basic_socket_acceptor<
      boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

  listener(std::vector<std::unique_ptr<reactor>>& reactors,
           serve_function serve);
  reactor& next_home() { return *reactors_[turn_++ % reactors_.size()]; }
  boost::asio::awaitable<void> accept_all();
  void accept_waiting();
  void deal_out(reactor& home, http::tcp_socket socket);

  std::vector<std::unique_ptr<reactor>>& reactors_;
  serve_function serve_;
  acceptor_type acceptor_;
  std::size_t turn_ = 0;  ///< whose the next connection is
  std::string url_;
};

}  // namespace parley::net

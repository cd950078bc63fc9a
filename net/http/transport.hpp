#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http/deadline.hpp"
#include "net/http/tcp_socket.hpp"

namespace parley::net::http {

/// A socket with a deadline and the bytes that were read but not yet used.
/// Reads wait for readiness and then take from a buffer that all connections
/// of the thread share, so an idle connection owns no buffer.
class transport {
 public:
  explicit transport(tcp_socket socket);
  ~transport();
  transport(const transport&) = delete;
  transport& operator=(const transport&) = delete;

  /// Waits for bytes and appends them to `unread`. False when the peer closed,
  /// the connection failed, or the deadline went by (`late`).
  boost::asio::awaitable<bool> read();

  /// True when `read` would not have to wait.
  bool has_arrived();

  /// Sends all of both parts; `stall_time` bounds each part of 64 KiB. False
  /// when that failed.
  boost::asio::awaitable<bool> write(std::string_view head,
                                     std::string_view body,
                                     std::chrono::milliseconds stall_time);

  /// Says that nothing more comes, then drops what the peer still sends for a
  /// moment: closing at once would reset the connection, and the peer could
  /// lose the answer.
  boost::asio::awaitable<void> linger();

  void expect_within(std::chrono::milliseconds time) {
    deadline_->expect_within(time);
  }
  void rest() { deadline_->rest(); }
  bool late() const { return deadline_->missed(); }

  /// The first `size` bytes of `unread` were used.
  void consume(std::size_t size);

  /// Ends the connection, from any thread, if it still lives then.
  std::function<void()> breaker();

  std::string& unread() { return unread_; }
  tcp_socket& socket() { return socket_; }

 private:
  tcp_socket socket_;
  std::shared_ptr<deadline> deadline_;
  std::shared_ptr<tcp_socket*> broken_by_;  ///< for breakers; made on demand
  std::string unread_;
  bool fresh_ = true;  ///< the first words mostly come with the connection
};

}  // namespace parley::net::http

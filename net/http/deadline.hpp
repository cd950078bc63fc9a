#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>

#include "net/http/tcp_socket.hpp"

namespace parley::net::http {

/// The one timer of a connection. Most deadlines never come, so a later one
/// only moves a number: the timer wakes at the time it was set for and goes
/// back to sleep. A busy keep-alive connection costs a timer operation every
/// few seconds instead of several a request.
class deadline : public std::enable_shared_from_this<deadline> {
 public:
  using clock = std::chrono::steady_clock;

  explicit deadline(tcp_socket& socket);

  /// Cancels what the socket waits for once `time` has gone by.
  void expect_within(std::chrono::milliseconds time);

  /// No bound until the next `expect_within`.
  void rest() { at_ = clock::time_point::max(); }

  /// True when the last bound was missed.
  bool missed() const { return missed_; }

  /// Ends it; the socket is not touched any more.
  void stop();

 private:
  using timer =
      boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>,
                                        boost::asio::io_context::executor_type>;

  void sleep_until(clock::time_point time);
  void woke();

  timer timer_;
  tcp_socket* socket_;
  clock::time_point at_ = clock::time_point::max();
  clock::time_point wakes_ = clock::time_point::max();
  bool missed_ = false;
};

}  // namespace parley::net::http

#include "net/http/transport.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace parley::net::http {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t write_step = 64 << 10;
constexpr std::size_t linger_bytes = 8 << 20;
constexpr std::chrono::milliseconds linger_time{2000};

// Used between a wait and the end of the same turn only.
asio::mutable_buffer scratch() {
  thread_local std::array<char, 16 << 10> bytes;
  return asio::buffer(bytes);
}

bool would_block(const error_code& ec) {
  return ec == asio::error::would_block || ec == asio::error::try_again;
}

}  // namespace

transport::transport(tcp_socket socket)
    : socket_(std::move(socket)),
      deadline_(std::make_shared<deadline>(socket_)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

transport::~transport() {
  deadline_->stop();
  if (broken_by_) *broken_by_ = nullptr;
}

std::function<void()> transport::breaker() {
  if (!broken_by_) broken_by_ = std::make_shared<tcp_socket*>(&socket_);
  return [socket = broken_by_, executor = socket_.get_executor()] {
    asio::post(executor, [socket] {
      error_code ignored;
      if (*socket != nullptr)
        (*socket)->shutdown(tcp_socket::shutdown_both, ignored);
    });
  };
}

void transport::consume(std::size_t size) {
  unread_.erase(0, size);
  // An idle connection should not keep the memory of its largest request.
  if (unread_.empty()) unread_ = std::string{};
}

bool transport::has_arrived() {
  error_code failed;
  return socket_.available(failed) > 0;
}

asio::awaitable<bool> transport::read() {
  for (bool first = std::exchange(fresh_, false);; first = false) {
    error_code ec;
    if (!first) {
      auto readable = socket_.async_wait(
          tcp_socket::wait_read, asio::redirect_error(asio::use_awaitable, ec));
      co_await std::move(readable);
    }
    // A deadline that went by while the completion was on its way cancels
    // nothing any more and must not be lost.
    if (ec || late()) co_return false;
    auto into = scratch();
    auto size = socket_.read_some(into, ec);
    if (would_block(ec)) continue;
    if (ec) co_return false;
    unread_.append(static_cast<const char*>(into.data()), size);
    co_return true;
  }
}

asio::awaitable<bool> transport::write(std::string_view head,
                                       std::string_view body,
                                       std::chrono::milliseconds stall_time) {
  std::size_t stalled_at = write_step;
  while (!head.empty() || !body.empty()) {
    error_code ec;
    std::array<asio::const_buffer, 2> parts{
        asio::const_buffer{head.data(), head.size()},
        asio::const_buffer{body.data(), body.size()}};
    auto sent = socket_.write_some(parts, ec);
    if (!ec) {
      auto of_head = std::min(sent, head.size());
      head.remove_prefix(of_head);
      body.remove_prefix(sent - of_head);
      stalled_at += sent;
      continue;
    }
    if (!would_block(ec)) co_return false;
    if (stalled_at >= write_step) {
      deadline_->expect_within(stall_time);
      stalled_at = 0;
    }
    error_code failed;
    auto writable =
        socket_.async_wait(tcp_socket::wait_write,
                           asio::redirect_error(asio::use_awaitable, failed));
    co_await std::move(writable);
    if (failed || late()) co_return false;
  }
  deadline_->rest();
  co_return true;
}

asio::awaitable<void> transport::linger() {
  error_code ec;
  socket_.shutdown(tcp_socket::shutdown_send, ec);
  unread_ = std::string{};
  if (ec) co_return;
  deadline_->expect_within(linger_time);
  for (std::size_t dropped = 0; dropped < linger_bytes;) {
    auto more = read();
    bool alive = co_await std::move(more);
    if (!alive) co_return;
    dropped += unread_.size();
    unread_.clear();
  }
}

}  // namespace parley::net::http

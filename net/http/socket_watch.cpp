#include "net/http/socket_watch.hpp"

#include <sys/socket.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <cerrno>
#include <utility>

namespace parley::net::http {

namespace asio = boost::asio;

struct socket_watch::state {
  tcp_socket& socket;
  std::function<void()> then;  ///< empty: nobody wants to know any more
  asio::cancellation_signal stop;
};

namespace {

enum class presence { quiet, speaks, gone };

presence look(int fd) {
  char byte;
  auto got = ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got > 0) return presence::speaks;
  if (got == 0) return presence::gone;
  bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return later ? presence::quiet : presence::gone;
}

}  // namespace

socket_watch::~socket_watch() {
  if (!state_) return;
  state_->then = nullptr;
  state_->stop.emit(asio::cancellation_type::terminal);
}

void socket_watch::on_gone(std::function<void()> then) {
  state_ = std::make_shared<state>(socket_, std::move(then));
  wait(state_);
}

bool socket_watch::is_gone() {
  return look(socket_.native_handle()) == presence::gone;
}

void socket_watch::wait(const std::shared_ptr<state>& watch) {
  watch->socket.async_wait(
      tcp_socket::wait_read,
      asio::bind_cancellation_slot(
          watch->stop.slot(), [watch](boost::system::error_code failed) {
            if (failed || !watch->then) return;
            auto seen = look(watch->socket.native_handle());
            if (seen == presence::quiet) return wait(watch);
            auto then = std::exchange(watch->then, nullptr);
            if (seen == presence::gone) then();
          }));
}

}  // namespace parley::net::http

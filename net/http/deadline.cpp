#include "net/http/deadline.hpp"

namespace parley::net::http {

deadline::deadline(tcp_socket& socket)
    : timer_(socket.get_executor()), socket_(&socket) {}

void deadline::expect_within(std::chrono::milliseconds time) {
  missed_ = false;
  at_ = clock::now() + time;
  if (at_ < wakes_) sleep_until(at_);
}

void deadline::stop() {
  socket_ = nullptr;
  timer_.cancel();
}

void deadline::sleep_until(clock::time_point time) {
  wakes_ = time;
  timer_.expires_at(time);
  timer_.async_wait([self = shared_from_this()](auto aborted) {
    if (!aborted) self->woke();
  });
}

void deadline::woke() {
  wakes_ = clock::time_point::max();
  if (socket_ == nullptr || at_ == clock::time_point::max()) return;
  if (clock::now() < at_) return sleep_until(at_);
  missed_ = true;
  boost::system::error_code ignored;
  socket_->cancel(ignored);
}

}  // namespace parley::net::http

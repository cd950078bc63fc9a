#include "net/socket/stream_link.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace parley::net {

namespace {

// A peer gets this long to take the last bytes.
constexpr std::int64_t finishing_ms = 5'000;

// Nothing comes back on a stream: that its bytes are not confirmed for so long
// is how a cut network shows. The kernel alone would try for a quarter of an
// hour.
constexpr unsigned unconfirmed_ms = 45'000;

}  // namespace

stream_link::stream_link(socket_home& home, stream_owner& owner, int fd)
    : home_(home), owner_(owner), fd_(fd) {
  ::setsockopt(fd_, IPPROTO_TCP, TCP_USER_TIMEOUT, &unconfirmed_ms,
               sizeof unconfirmed_ms);
}

stream_link::~stream_link() {
  if (fd_ < 0) return;
  outbox_.discard(home_.metrics());
  home_.sockets().remove(fd_, *this);
  ::close(fd_);
}

void stream_link::start() {
  interest_ = EPOLLIN;
  if (!home_.sockets().add(fd_, interest_, *this)) drop();
}

void stream_link::on_ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0)
    after_flush(outbox_.resume(fd_, home_.metrics()));
  if (phase_ == phase::dead) return;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read();
}

// It has nothing more to say: its end is what matters.
void stream_link::read() {
  auto buffer = home_.read_buffer();
  auto got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got > 0) return;
  bool later =
      got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  if (!later) drop();
}

void stream_link::mark_dirty() {
  if (dirty_) return;
  dirty_ = true;
  home_.mark_dirty(*this);
}

void stream_link::push(const frame* f) {
  if (phase_ != phase::open) return;
  outbox_.push(f);
  mark_dirty();
}

void stream_link::flush(flush_scratch& scratch) {
  dirty_ = false;
  if (phase_ == phase::dead) return;
  after_flush(outbox_.flush(fd_, scratch, home_.limits().outbox_budget,
                            home_.metrics()));
}

void stream_link::after_flush(flush_result result) {
  if (result == flush_result::failed) return drop();
  if (result == flush_result::over && phase_ == phase::open)
    return owner_.on_overflow();
  if (result == flush_result::sent && phase_ == phase::finishing) return drop();
  std::uint32_t wanted = EPOLLIN;
  if (outbox_.blocked()) wanted |= EPOLLOUT;
  if (wanted == interest_) return;
  interest_ = wanted;
  home_.sockets().modify(fd_, wanted, *this);
}

void stream_link::finish() {
  if (phase_ != phase::open) return;
  phase_ = phase::finishing;
  deadline_ms_ = home_.now_ms() + finishing_ms;
  mark_dirty();
}

void stream_link::drop() {
  if (phase_ == phase::dead) return;
  phase_ = phase::dead;
  outbox_.discard(home_.metrics());
  home_.sockets().remove(fd_, *this);
  ::close(fd_);
  fd_ = -1;
  owner_.on_dropped();
}

void stream_link::sweep(std::int64_t now_ms) {
  if (phase_ == phase::finishing && now_ms > deadline_ms_) drop();
}

}  // namespace parley::net

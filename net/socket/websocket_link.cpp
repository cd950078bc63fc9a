#include "net/socket/websocket_link.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "net/websocket/frame_writer.hpp"

namespace parley::net {

namespace {

// A peer gets this long to answer a close frame or to take the last bytes.
constexpr std::int64_t closing_ms = 5'000;

}  // namespace

websocket_link::websocket_link(
    socket_home& home, websocket_owner& owner, int fd,
    const std::optional<websocket::deflate_terms>& deflate)
    : home_(home),
      owner_(owner),
      fd_(fd),
      parser_(home.limits().frames, deflate),
      heard_ms_(home.now_ms()) {}

websocket_link::~websocket_link() {
  if (fd_ < 0) return;
  outbox_.discard(home_.metrics());
  home_.sockets().remove(fd_, *this);
  ::close(fd_);
}

void websocket_link::greet(std::string bytes, bool with_what_follows) {
  if (bytes.empty()) return;
  if (!with_what_follows) return control(std::move(bytes));
  make_delayed().greeting = std::move(bytes);
  greeting_waits_ = true;
}

void websocket_link::send_greeting() {
  greeting_waits_ = false;
  auto bytes = std::move(delayed_->greeting);
  if (delayed_->unread.empty()) delayed_.reset();
  control(std::move(bytes));
}

websocket_link::delayed& websocket_link::make_delayed() {
  if (!delayed_) delayed_ = std::make_unique<delayed>();
  return *delayed_;
}

void websocket_link::start(std::string_view leftover) {
  if (!leftover.empty()) keep_unread({leftover.data(), leftover.size()});
  interest_ = EPOLLIN;
  if (!home_.sockets().add(fd_, interest_, *this)) return drop();
  if (!resting_) process_unread();
}

// -- reading ------------------------------------------------------------------

void websocket_link::on_ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0)
    after_flush(outbox_.resume(fd_, home_.metrics()));
  if (phase_ == phase::dead) return;
  if ((events & (EPOLLHUP | EPOLLERR)) != 0) return read();
  if ((events & EPOLLIN) == 0) return;
  if (!resting_ || phase_ != phase::open) return read();
  // Most rest for less time than their peers are silent: the kernel is told of
  // it only when it matters.
  input_waits_ = true;
  update_interest();
}

void websocket_link::read() {
  auto buffer = home_.read_buffer();
  auto got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) drop();
    return;
  }
  if (got == 0) return drop();
  heard_ms_ = home_.now_ms();
  ping_sent_ = false;
  process(buffer.first(static_cast<std::size_t>(got)));
}

void websocket_link::process(std::span<char> bytes) {
  while (phase_ != phase::dead) {
    if (resting_ && phase_ == phase::open) return keep_unread(bytes);
    auto event = parser_.next(bytes);
    if (!event) return;
    handle(event);
  }
}

void websocket_link::keep_unread(std::span<const char> bytes) {
  if (bytes.empty()) return;
  make_delayed().unread.append(bytes.data(), bytes.size());
}

// By way of the home's buffer: it has the room behind it that parsing needs.
void websocket_link::process_unread() {
  if (!delayed_) return;
  auto text = std::move(delayed_->unread);
  if (!greeting_waits_) delayed_.reset();
  auto buffer = home_.read_buffer();
  for (std::size_t at = 0; at < text.size();) {
    auto part = std::min(buffer.size(), text.size() - at);
    std::memcpy(buffer.data(), text.data() + at, part);
    at += part;
    process(buffer.first(part));
    if (resting_) return keep_unread({text.data() + at, text.size() - at});
  }
}

void websocket_link::rest(bool resting) {
  if (resting_ == resting) return;
  resting_ = resting;
  if (resting) return;
  input_waits_ = false;
  update_interest();
  process_unread();
}

void websocket_link::handle(const websocket::event& event) {
  using websocket::event_kind;
  if (phase_ == phase::closing && event.kind != event_kind::close) return;
  switch (event.kind) {
    case event_kind::need_more:
    case event_kind::pong:
      return;
    case event_kind::text:
      home_.metrics().messages_in.add();
      return owner_.on_text(event.payload);
    case event_kind::binary:
      home_.metrics().messages_in.add();
      return owner_.on_binary(event.payload);
    case event_kind::ping:
      return control(websocket::frame(websocket::opcode::pong, event.payload));
    case event_kind::close:
      peer_closed_ = true;
      if (phase_ == phase::closing) return drop();
      return close(event.code, {});
    case event_kind::protocol_error:
      return close(event.code,
                   home_.limits().explain ? event.payload : std::string_view{});
  }
}

// -- writing ------------------------------------------------------------------

void websocket_link::push(const frame* f) {
  if (phase_ != phase::open) return;
  if (greeting_waits_) send_greeting();
  outbox_.push(f);
  if (dirty_) return;
  dirty_ = true;
  home_.mark_dirty(*this);
}

void websocket_link::control(std::string bytes) {
  auto made = std::make_shared<frame>();
  made->bytes = std::move(bytes);
  net::push(home_, *this, std::move(made));
}

void websocket_link::flush(flush_scratch& scratch) {
  dirty_ = false;
  if (phase_ == phase::dead) return;
  after_flush(outbox_.flush(fd_, scratch, home_.limits().outbox_budget,
                            home_.metrics()));
}

void websocket_link::after_flush(flush_result result) {
  switch (result) {
    case flush_result::failed:
      return drop();
    case flush_result::over:
      // The rest of one large frame and the reason may be over it, too.
      if (phase_ == phase::closing) break;
      owner_.on_overflow();
      break;
    case flush_result::sent:
      if (phase_ == phase::closing && peer_closed_) return drop();
      break;
    case flush_result::blocked:
      break;
  }
  update_interest();
}

void websocket_link::update_interest() {
  if (phase_ == phase::dead) return;
  std::uint32_t wanted = input_waits_ && phase_ == phase::open ? 0u : EPOLLIN;
  if (outbox_.blocked()) wanted |= EPOLLOUT;
  if (wanted == interest_) return;
  interest_ = wanted;
  home_.sockets().modify(fd_, wanted, *this);
}

// -- ending -------------------------------------------------------------------

void websocket_link::close(std::uint16_t code, std::string_view reason) {
  if (phase_ != phase::open) return;
  // A peer that does not read gets nothing but the rest of the frame it is in
  // the middle of, and the reason.
  if (outbox_.blocked()) outbox_.abandon(home_.metrics());
  control(websocket::close_frame(code, reason));
  phase_ = phase::closing;
  deadline_ms_ = home_.now_ms() + closing_ms;
  owner_.on_closing();
}

void websocket_link::drop() {
  if (phase_ == phase::dead) return;
  bool was_open = phase_ == phase::open;
  phase_ = phase::dead;
  outbox_.discard(home_.metrics());
  home_.sockets().remove(fd_, *this);
  ::close(fd_);
  fd_ = -1;
  if (was_open) owner_.on_closing();
  owner_.on_dropped();
}

bool websocket_link::keep_alive(std::int64_t now_ms, std::int64_t interval_ms,
                                std::int64_t timeout_ms) {
  // The time for an answer counts from the ping itself: after a pause of the
  // whole machine nobody is dropped who was not asked.
  if (ping_sent_) return now_ms <= deadline_ms_;
  if (now_ms - heard_ms_ <= interval_ms) return true;
  ping_sent_ = true;
  deadline_ms_ = now_ms + timeout_ms;
  control(websocket::frame(websocket::opcode::ping, {}));
  return true;
}

void websocket_link::sweep(std::int64_t now_ms) {
  if (phase_ == phase::closing && now_ms > deadline_ms_) drop();
}

}  // namespace parley::net

#include "net/edge/connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <caf/all.hpp>
#include <cerrno>
#include <cstring>

#include "net/edge/close_codes.hpp"
#include "net/edge/edge.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net {

namespace {

using namespace actors;

// A peer gets this long to answer a close frame or to take the last bytes.
constexpr std::int64_t closing_ms = 5'000;
constexpr std::int64_t expiry_notice_ms = 60'000;

frame_ptr as_frame(std::string bytes) {
  auto made = std::make_shared<frame>();
  made->bytes = std::move(bytes);
  return made;
}

close_reason reason_for(std::uint16_t code) {
  switch (code) {
    case websocket::close_code::too_big:
      return close_reason::too_big;
    case websocket::close_code::invalid_utf8:
      return close_reason::invalid_data;
    default:
      return close_reason::protocol_error;
  }
}

}  // namespace

connection::connection(edge& owner, connection_id id, int fd,
                       const codec& dialect)
    : edge_(owner),
      id_(id),
      fd_(fd),
      parser_(owner.context().frames),
      codec_(&dialect) {
  heard_ms_ = edge_.now_ms();
  deadline_ms_ =
      edge_.now_ms() + edge_.context().settings->auth_timeout.count();
}

connection::~connection() {
  if (fd_ >= 0) {
    edge_.sockets().remove(fd_, *this);
    ::close(fd_);
  }
}

void connection::start(std::string_view leftover) {
  if (!leftover.empty()) keep_unread({leftover.data(), leftover.size()});
  interest_ = EPOLLIN;
  if (!edge_.sockets().add(fd_, interest_, *this)) return drop();
  if (reading()) process_unread();
}

// -- identity -----------------------------------------------------------------

void connection::authorize(const identity& who, core::timestamp expires_at) {
  expires_at_ = expires_at;
  expiry_told_ = false;
  who_ = std::make_shared<const identity>(who);
  phase_ = phase::attaching;
  update_interest();
  caf::anon_send(edge_.registry(), attach_connection{id_, edge_.self(), who_});
}

void connection::attached(caf::actor session) {
  if (phase_ != phase::attaching) {
    caf::anon_send(session, detach_connection{id_});
    return;
  }
  session_ = std::move(session);
  phase_ = phase::open;
  push(codec_->encode(notice{welcome{who_->user, who_->device, expires_at_}}));
  update_interest();
  process_unread();
}

void connection::handle_authenticate(const client_request& request,
                                     const authenticate& what) {
  auto claims = edge_.verify(what.token);
  if (!claims) {
    answer(request, claims.error());
    if (phase_ == phase::anonymous) close(close_reason::unauthorized);
    return;
  }
  if (phase_ == phase::anonymous) {
    authorize(claims->who, claims->expires_at);
    return answer(request, accepted{});
  }
  // A renewal cannot change who this is.
  if (claims->who.device != who_->device)
    return answer(request,
                  core::failure{core::errc::forbidden,
                                "the token belongs to another device"});
  expires_at_ = claims->expires_at;
  expiry_told_ = false;
  answer(request, accepted{});
  push(codec_->encode(notice{welcome{who_->user, who_->device, expires_at_}}));
}

// -- reading ------------------------------------------------------------------

void connection::on_ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0)
    after_flush(outbox_.resume(fd_, edge_.metrics()));
  if (phase_ == phase::dead) return;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read();
}

void connection::read() {
  auto buffer = edge_.read_buffer();
  auto got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) drop();
    return;
  }
  if (got == 0) return drop();
  heard_ms_ = edge_.now_ms();
  ping_sent_ = false;
  process(buffer.first(static_cast<std::size_t>(got)));
}

void connection::process(std::span<char> bytes) {
  while (phase_ != phase::dead) {
    if (phase_ == phase::attaching) return keep_unread(bytes);
    auto event = parser_.next(bytes);
    if (!event) return;
    handle(event);
  }
}

void connection::keep_unread(std::span<const char> bytes) {
  if (bytes.empty()) return;
  if (!unread_) unread_ = std::make_unique<std::string>();
  unread_->append(bytes.data(), bytes.size());
}

// By way of the edge's buffer: it has the room behind it that parsing needs.
void connection::process_unread() {
  if (!unread_) return;
  auto text = std::move(unread_);
  auto buffer = edge_.read_buffer();
  for (std::size_t at = 0; at < text->size();) {
    auto part = std::min(buffer.size(), text->size() - at);
    std::memcpy(buffer.data(), text->data() + at, part);
    at += part;
    process(buffer.first(part));
    if (phase_ == phase::attaching) {
      keep_unread({text->data() + at, text->size() - at});
      return;
    }
  }
}

void connection::handle(const websocket::event& event) {
  using websocket::event_kind;
  if (phase_ == phase::closing && event.kind != event_kind::close) return;
  switch (event.kind) {
    case event_kind::need_more:
    case event_kind::pong:
      return;
    case event_kind::text:
      edge_.metrics().messages_in.add();
      return handle_text(event.payload);
    case event_kind::binary:
      return close_with(1003, "this dialect has no binary frames");
    case event_kind::ping:
      return push(
          as_frame(websocket::frame(websocket::opcode::pong, event.payload)));
    case event_kind::close:
      peer_closed_ = true;
      if (phase_ == phase::closing) return drop();
      return close_with(event.code, {});
    case event_kind::protocol_error:
      return close_with(describe(reason_for(event.code)).code, event.payload);
  }
}

void connection::handle_text(std::string_view text) {
  auto decoded = codec_->decode(edge_.parser(), text);
  if (auto* refused = std::get_if<bad_request>(&decoded))
    return push(codec_->encode(*refused));
  handle_request(std::get<client_request>(decoded));
}

void connection::handle_request(client_request& request) {
  if (const auto* token = std::get_if<authenticate>(&request.what))
    return handle_authenticate(request, *token);
  if (phase_ == phase::anonymous)
    return answer(request, core::failure{core::errc::unauthorized});
  auto& asked = std::get<room_request>(request.what);
  caf::anon_send(session_,
                 client_event{{id_, std::move(request.ack), request.event},
                              asked.room,
                              std::move(asked.action)});
}

void connection::answer(const client_request& to, reply_body body) {
  bool failed = std::holds_alternative<core::failure>(body);
  if (to.ack.empty() && !failed) return;
  push(codec_->encode(reply{{id_, to.ack, to.event}, std::move(body)}));
}

// -- writing ------------------------------------------------------------------

void connection::push(const frame* f) {
  if (phase_ == phase::closing || phase_ == phase::dead) return;
  outbox_.push(f);
  if (dirty_) return;
  dirty_ = true;
  edge_.mark_dirty(*this);
}

void connection::push(frame_ptr f) {
  const auto* plain = f.get();
  edge_.hold(std::move(f));
  push(plain);
}

void connection::flush(flush_scratch& scratch) {
  dirty_ = false;
  if (phase_ == phase::dead) return;
  after_flush(outbox_.flush(
      fd_, scratch, edge_.context().settings->outbox_budget, edge_.metrics()));
}

void connection::after_flush(flush_result result) {
  switch (result) {
    case flush_result::failed:
      return drop();
    case flush_result::over:
      // The rest of one large frame and the reason may be over it, too.
      if (phase_ == phase::closing) break;
      edge_.metrics().slow_closes.add();
      return close(close_reason::slow_consumer);
    case flush_result::sent:
      if (phase_ == phase::closing && peer_closed_) return drop();
      break;
    case flush_result::blocked:
      break;
  }
  update_interest();
}

void connection::update_interest() {
  if (phase_ == phase::dead) return;
  std::uint32_t wanted = phase_ == phase::attaching ? 0u : EPOLLIN;
  if (outbox_.blocked()) wanted |= EPOLLOUT;
  if (wanted == interest_) return;
  interest_ = wanted;
  edge_.sockets().modify(fd_, wanted, *this);
}

// -- ending -------------------------------------------------------------------

void connection::close(close_reason why) {
  const auto& info = describe(why);
  close_with(info.code, info.reason);
}

void connection::close_with(std::uint16_t code, std::string_view reason) {
  if (phase_ == phase::closing || phase_ == phase::dead) return;
  // A peer that does not read gets nothing but the rest of the frame it is in
  // the middle of, and the reason.
  if (outbox_.blocked()) outbox_.abandon(edge_.metrics());
  push(as_frame(websocket::close_frame(code, reason)));
  edge_.leave_all_rooms(*this);
  if (session_) caf::anon_send(session_, detach_connection{id_});
  session_ = nullptr;
  phase_ = phase::closing;
  deadline_ms_ = edge_.now_ms() + closing_ms;
}

void connection::drop() {
  if (phase_ == phase::dead) return;
  if (phase_ != phase::closing) {
    edge_.leave_all_rooms(*this);
    if (session_) caf::anon_send(session_, detach_connection{id_});
    session_ = nullptr;
  }
  phase_ = phase::dead;
  outbox_.discard(edge_.metrics());
  edge_.sockets().remove(fd_, *this);
  ::close(fd_);
  fd_ = -1;
  edge_.bury(*this);
}

void connection::sweep(std::int64_t now_ms, core::timestamp wall) {
  const auto& settings = *edge_.context().settings;
  switch (phase_) {
    case phase::dead:
      return;
    case phase::anonymous:
      if (now_ms > deadline_ms_) close(close_reason::auth_timeout);
      return;
    case phase::closing:
      if (now_ms > deadline_ms_) drop();
      return;
    case phase::attaching:
    case phase::open:
      break;
  }
  if (expires_at_ <= wall) return close(close_reason::token_expired);
  if (!expiry_told_ &&
      expires_at_ - wall < std::chrono::milliseconds(expiry_notice_ms)) {
    expiry_told_ = true;
    push(codec_->encode(notice{token_expiring{expires_at_}}));
  }
  // The time for an answer counts from the ping itself: after a pause of the
  // whole machine nobody is dropped who was not asked.
  if (ping_sent_) {
    if (now_ms > deadline_ms_) close(close_reason::ping_timeout);
  } else if (now_ms - heard_ms_ > settings.ping_interval.count()) {
    ping_sent_ = true;
    deadline_ms_ = now_ms + settings.ping_timeout.count();
    push(as_frame(websocket::frame(websocket::opcode::ping, {})));
  }
}

}  // namespace parley::net

#include "net/socketio/client.hpp"

#include <algorithm>
#include <utility>

#include "net/engineio/engine.hpp"
#include "net/socketio/frames.hpp"

namespace parley::net::socketio {

namespace {

leave_reason reason_for(engineio::close_cause why) {
  switch (why) {
    case engineio::close_cause::transport_close:
      return leave_reason::transport_close;
    case engineio::close_cause::transport_error:
      return leave_reason::transport_error;
    case engineio::close_cause::ping_timeout:
      return leave_reason::ping_timeout;
    case engineio::close_cause::forced_close:
      break;
  }
  return leave_reason::forced_close;
}

// A namespace is joined once, maybe again after a refusal or a change of mind:
// who does it all the time makes others work.
constexpr unsigned most_connects = 64;

/// Whether the text announces attachments, which have to be kept.
bool is_binary_packet(std::string_view text) {
  return !text.empty() && (text.front() == '5' || text.front() == '6');
}

}  // namespace

client::client(server& home, engineio::session& session,
               std::unique_ptr<const handshake> how)
    : server_(home),
      session_(session),
      reader_(home.with().limits),
      how_(std::move(how)) {
  session.timers().start(*this, home.with().connect_timeout);
}

client::~client() { stop_timeout(); }

// -- from the session ---------------------------------------------------------

void client::on_text(std::string_view message) {
  // Nothing is kept for those whom no namespace has let in.
  if (sockets_.empty() && is_binary_packet(message))
    return close(leave_reason::parse_error);
  take({message, false});
}

void client::on_binary(std::string_view message) { take({message, true}); }

void client::on_sink(frame_sink& to) {
  sink_ = &to;
  for (auto& each : sockets_)
    if (each->handler()) each->handler()->on_sink(to);
}

void client::on_overflow() {
  for (auto& each : sockets_)
    if (each->handler()) each->handler()->on_overflow();
}

void client::on_closed(engineio::close_cause why) {
  stop_timeout();
  leave_all(reason_for(why));
}

// "Connection to a namespace": whoever is in none, goes; so does whoever owes
// attachments.
void client::on_timeout() { session_.close(); }

// -- packets ------------------------------------------------------------------

void client::take(const session_message& message) {
  std::string memory;
  handle(format().read(reader_, message, server_.parser(), memory));
}

void client::handle(core::result<std::optional<received>> fed) {
  if (!fed) return close(leave_reason::parse_error);
  if (*fed) {
    if ((*fed)->binary && accepted_) stop_timeout();
    return handle_packet(**fed);
  }
  // What is kept of a packet must not wait for its attachments for ever.
  if (!has_timeout())
    session_.timers().start(*this, home().with().connect_timeout);
}

void client::handle_packet(received& got) {
  auto* known = find(got.head.nsp);
  bool connects = got.head.type == packet_type::connect;
  if (known == nullptr && connects) return connect(got.head);
  bool in_place = known != nullptr && known->is_connected() && !connects &&
                  got.head.type != packet_type::connect_error;
  if (!in_place) return close(leave_reason::parse_error);
  known->handle(got);
}

void client::connect(const packet& asked) {
  if (++connects_ > most_connects) return close(leave_reason::parse_error);
  auto serves = server_.find(asked.nsp);
  if (serves == nullptr) return refuse(asked.nsp, "Invalid namespace");
  auto& made = *sockets_.emplace_back(
      std::make_unique<socket>(*this, serves, asked.nsp, make_sid()));
  serves->on_connect(made, asked.payload);
}

void client::refuse(std::string_view nsp, std::string_view message) {
  push(packet_frame(
      64, [&](std::string& out) { append_connect_error(out, nsp, message); }));
}

void client::push(frame_ptr packet,
                  std::span<const std::string_view> attachments) {
  for (auto& each : format().frames_of(std::move(packet), attachments))
    net::push(sockets(), *sink_, std::move(each));
}

socket* client::find(std::string_view nsp) {
  for (auto& each : sockets_)
    if (each->nsp() == nsp) return each.get();
  return nullptr;
}

// -- ending -------------------------------------------------------------------

void client::on_accepted() {
  accepted_ = true;
  stop_timeout();
}

void client::release(socket& gone) {
  auto found = std::find_if(sockets_.begin(), sockets_.end(),
                            [&](auto& each) { return each.get() == &gone; });
  if (found == sockets_.end()) return;
  sockets().bury(std::move(*found));
  sockets_.erase(found);
  // Refused is not connected: the first timeout runs on.
  if (sockets_.empty() && accepted_ && session_.is_open())
    session_.timers().start(*this, server_.with().connect_timeout);
}

void client::close(leave_reason why) {
  leave_all(why);
  session_.close();
}

void client::leave_all(leave_reason why) {
  auto leaving = std::exchange(sockets_, {});
  for (auto& each : leaving) {
    each->leave(why);
    sockets().bury(std::move(each));
  }
}

}  // namespace parley::net::socketio

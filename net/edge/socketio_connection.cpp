#include "net/edge/socketio_connection.hpp"

#include <utility>

#include "net/edge/close_codes.hpp"
#include "net/edge/edge.hpp"
#include "net/engineio/session.hpp"
#include "net/socketio/client.hpp"

namespace parley::net {

using actors::close_reason;

namespace {

decoded refuse(std::string_view why, std::string_view event, std::string ack) {
  return bad_request{{core::errc::invalid_request, std::string{why}},
                     std::move(ack),
                     std::string{event}};
}

core::errc code_for(close_reason why) {
  switch (why) {
    case close_reason::token_expired:
      return core::errc::token_expired;
    case close_reason::session_revoked:
      return core::errc::token_revoked;
    case close_reason::unauthorized:
    case close_reason::auth_timeout:
      return core::errc::unauthorized;
    default:
      return core::errc::invalid_request;
  }
}

}  // namespace

/// Belongs to the socket; the connection belongs to the edge.
class socketio_connection::handler final : public socketio::socket_handler {
 public:
  explicit handler(socketio_connection& of) : of_(of) {}

  void on_event(socketio::received& event) override { of_.on_event(event); }
  void on_ack(socketio::received&) override {}  // the server asks nothing
  void on_sink(frame_sink& to) override { of_.send_through(to); }
  void on_overflow() override { of_.edge_.metrics().slow_closes.add(); }
  void on_leave(socketio::leave_reason) override { of_.on_left(); }

 private:
  socketio_connection& of_;
};

socketio_connection::socketio_connection(edge& owner, actors::connection_id id,
                                         socketio::socket& of)
    : connection(owner, id, socket_io()), socket_(&of) {}

std::unique_ptr<socketio::socket_handler> socketio_connection::make_handler() {
  return std::make_unique<handler>(*this);
}

// -- events -------------------------------------------------------------------

void socketio_connection::on_event(socketio::received& event) {
  std::string ack;
  if (event.head.id) ack = std::to_string(*event.head.id);
  if (event.binary)
    return handle(refuse("this event takes no attachments", event.head.name,
                         std::move(ack)));
  if (resting_) return keep(event.head, std::move(ack));
  handle_event(event.head.name, event.head.data, std::move(ack));
}

// `payload` is the whole array: the name, then the data.
void socketio_connection::handle_event(std::string_view name,
                                       json::value payload, std::string ack) {
  auto argument = payload.at(1);
  json::object data;
  if (!argument.absent() && argument.kind() != json::kind::null) {
    auto read = argument.as_object();
    if (!read)
      return handle(refuse("the data of an event must be an object", name,
                           std::move(ack)));
    data = *read;
  }
  auto request = read_client_event(name, data, ack);
  if (request) return handle(std::move(*request));
  handle(bad_request{request.error(), std::move(ack), std::string{name}});
}

void socketio_connection::keep(const socketio::packet& event, std::string ack) {
  waiting_bytes_ +=
      event.payload.size() + sizeof(waiting_event) + json::parser::padding;
  if (waiting_bytes_ > edge_.context().sockets.frames.max_message)
    return close(close_reason::too_big);
  std::string payload{event.payload};
  payload.append(json::parser::padding, ' ');
  waiting_.push_back(
      {std::string{event.name}, std::move(payload), std::move(ack)});
}

void socketio_connection::rest(bool resting) {
  resting_ = resting;
  while (!resting_ && !waiting_.empty()) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    std::string_view text{next.payload};
    text.remove_suffix(json::parser::padding);
    auto payload = edge_.parser().parse_padded(text);
    if (payload) handle_event(next.name, *payload, std::move(next.ack));
  }
  if (waiting_.empty()) waiting_bytes_ = 0;
}

// -- ending -------------------------------------------------------------------

// A client that is told to leave the namespace does not come back by itself;
// one whose connection breaks does.
void socketio_connection::close_transport(close_reason why) {
  if (socket_ == nullptr) return;
  const auto& info = describe(why);
  auto& session = socket_->connection().session();
  if (info.what_to_do != core::advice::retry) {
    core::failure reason{code_for(why), std::string{info.reason}};
    socket_->push(socket_io().encode(bad_request{reason, {}, "connect"}));
    socket_->disconnect();
  }
  session.close(info.code, info.reason);
}

void socketio_connection::drop() {
  if (socket_ != nullptr) socket_->connection().session().drop();
}

void socketio_connection::on_left() {
  if (std::exchange(socket_, nullptr) == nullptr) return;
  end();
  edge_.remove(*this);
}

}  // namespace parley::net

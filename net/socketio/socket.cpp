#include "net/socketio/socket.hpp"

#include <utility>

#include "net/socketio/client.hpp"
#include "net/socketio/frames.hpp"

namespace parley::net::socketio {

namespace {

std::size_t size_of(std::span<const std::string_view> args) {
  std::size_t total = 16;
  for (auto each : args) total += each.size() + 1;
  return total;
}

}  // namespace

socket::socket(client& of, std::shared_ptr<space> in, std::string_view nsp,
               std::string sid)
    : client_(of),
      space_(std::move(in)),
      nsp_(nsp == main_namespace ? nullptr
                                 : std::make_unique<const std::string>(nsp)),
      sid_(std::move(sid)) {}

void socket::attend(std::unique_ptr<socket_handler> with) {
  handler_ = std::move(with);
  handler_->on_sink(client_.sink());
}

void socket::accept(std::string_view pid) {
  accepted_ = true;
  client_.on_accepted();
  client_.push(packet_frame(
      80, [&](std::string& out) { append_connect(out, nsp(), sid_, pid); }));
}

void socket::refuse(std::string_view message, std::string_view data) {
  auto size = 48 + message.size() + data.size();
  client_.push(packet_frame(size, [&](std::string& out) {
    append_connect_error(out, nsp(), message, data);
  }));
  client_.release(*this);
}

void socket::push(frame_ptr f) {
  net::push(client_.sockets(), client_.sink(), std::move(f));
}

void socket::emit(std::string_view name, std::span<const std::string_view> args,
                  std::span<const std::string_view> attachments,
                  std::optional<std::uint64_t> id) {
  envelope to{nsp(), id, attachments.size()};
  auto write = [&](std::string& out) { append_event(out, to, name, args); };
  client_.push(packet_frame(size_of(args) + name.size(), write), attachments);
}

void socket::ack(std::uint64_t id, std::span<const std::string_view> args,
                 std::span<const std::string_view> attachments) {
  envelope to{nsp(), id, attachments.size()};
  auto write = [&](std::string& out) { append_ack(out, to, args); };
  client_.push(packet_frame(size_of(args), write), attachments);
}

void socket::disconnect(bool close) {
  if (close) return client_.close(leave_reason::server_namespace_disconnect);
  client_.push(packet_frame(8 + nsp().size(), [this](std::string& out) {
    append_disconnect(out, nsp());
  }));
  leave(leave_reason::server_namespace_disconnect);
  client_.release(*this);
}

void socket::handle(received& got) {
  switch (got.head.type) {
    case packet_type::event:
    case packet_type::binary_event:
      return handler_->on_event(got);
    case packet_type::ack:
    case packet_type::binary_ack:
      return handler_->on_ack(got);
    case packet_type::disconnect:
      leave(leave_reason::client_namespace_disconnect);
      return client_.release(*this);
    case packet_type::connect:
    case packet_type::connect_error:
      break;  // refused by the connection
  }
}

void socket::leave(leave_reason why) {
  auto handler = std::exchange(handler_, nullptr);
  if (!handler) return;
  handler->on_leave(why);
  // It may be in the middle of a call.
  client_.sockets().bury(std::move(handler));
}

}  // namespace parley::net::socketio

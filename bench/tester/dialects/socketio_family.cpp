#include "bench/tester/dialects/socketio_family.hpp"

#include "bench/tester/frame.hpp"
#include "bench/tester/polling_payload.hpp"

namespace parley::bench {

namespace {

constexpr std::uint32_t join_id = 0;

setup join_answered(const socketio_packet& ack) {
  if (ack.id != join_id) return setup::going_on;
  bool refused = ack.data.starts_with(R"([{"ok":false)");
  return refused ? setup::refused : setup::ready;
}

std::string connect_packet(const seat& who) {
  if (who.token.empty()) return "40";
  return R"(40{"token":")" + who.token + "\"}";
}

}  // namespace

std::string socketio_family::target(const seat&) const {
  return over_ == transport::polling ? "/socket.io/?EIO=4&transport=polling"
                                     : "/socket.io/?EIO=4&transport=websocket";
}

setup socketio_family::upgraded(const seat&, std::string&) const {
  return setup::going_on;
}

setup socketio_family::setup_text(const seat& who, std::string_view text,
                                  std::string& out) const {
  auto packet = read_packet(text);
  switch (packet.kind) {
    case packet_kind::open:
      say(connect_packet(who), out);
      return setup::going_on;
    case packet_kind::connect:
      say(join(who), out);
      return setup::going_on;
    case packet_kind::connect_error:
    case packet_kind::disconnect:
      return setup::refused;
    case packet_kind::ack:
      return join_answered(packet);
    case packet_kind::event:
      return early_event(packet.event_name());
    case packet_kind::ping:
    case packet_kind::other:
      other_text(text, out);
  }
  return setup::going_on;
}

void socketio_family::other_text(std::string_view text,
                                 std::string& out) const {
  if (read_packet(text).kind == packet_kind::ping) say("3", out);
}

std::optional<std::uint32_t> socketio_family::acknowledged(
    std::string_view text) const {
  auto packet = read_packet(text);
  return packet.kind == packet_kind::ack ? packet.id : std::nullopt;
}

void socketio_family::say(std::string_view packet, std::string& out) const {
  if (over_ == transport::polling) append_packet(out, packet);
  else append_client_frame(out, opcode::text, packet);
}

}  // namespace parley::bench

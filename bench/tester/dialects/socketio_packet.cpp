#include "bench/tester/dialects/socketio_packet.hpp"

#include <charconv>

namespace parley::bench {

namespace {

packet_kind kind_of_message(char type) {
  switch (type) {
    case '0':
      return packet_kind::connect;
    case '1':
      return packet_kind::disconnect;
    case '2':
      return packet_kind::event;
    case '3':
      return packet_kind::ack;
    case '4':
      return packet_kind::connect_error;
    default:
      return packet_kind::other;
  }
}

/// Cuts the id off the front of `data`, if there is one.
std::optional<std::uint32_t> take_id(std::string_view& data) {
  std::uint32_t id = 0;
  auto [end, error] =
      std::from_chars(data.data(), data.data() + data.size(), id);
  if (error != std::errc{}) return std::nullopt;
  data.remove_prefix(static_cast<std::size_t>(end - data.data()));
  return id;
}

socketio_packet read_message(std::string_view message) {
  socketio_packet packet;
  packet.kind = kind_of_message(message.front());
  packet.data = message.substr(1);
  bool has_array =
      packet.kind == packet_kind::event || packet.kind == packet_kind::ack;
  if (has_array) packet.id = take_id(packet.data);
  bool elsewhere = packet.data.starts_with('/');
  bool torn = has_array && !packet.data.starts_with('[');
  bool anonymous = packet.kind == packet_kind::ack && !packet.id;
  return elsewhere || torn || anonymous ? socketio_packet{} : packet;
}

}  // namespace

std::string_view socketio_packet::event_name() const {
  constexpr std::string_view start = "[\"";
  if (!data.starts_with(start)) return {};
  auto name = data.substr(start.size());
  return name.substr(0, name.find('"'));
}

socketio_packet read_packet(std::string_view text) {
  if (text == "2") return {packet_kind::ping, std::nullopt, {}};
  if (text.starts_with('0'))
    return {packet_kind::open, std::nullopt, text.substr(1)};
  if (text.size() < 2 || text.front() != '4') return {};
  return read_message(text.substr(1));
}

}  // namespace parley::bench

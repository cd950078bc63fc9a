#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley::bench {

/// What an Engine.IO packet is to a Socket.IO client in the main namespace.
enum class packet_kind : std::uint8_t {
  open,
  ping,
  connect,
  disconnect,
  connect_error,
  event,
  ack,
  other,
};

/// A packet; `data` points into the text it was read from.
struct socketio_packet {
  packet_kind kind = packet_kind::other;
  std::optional<std::uint32_t> id;  ///< of an acknowledgement or for one
  std::string_view data;            ///< JSON: an array for events and acks

  /// The first string of an event's array.
  std::string_view event_name() const;
};

/// Reads a packet. A text that is none, or of another namespace, is `other`.
socketio_packet read_packet(std::string_view text);

}  // namespace parley::bench

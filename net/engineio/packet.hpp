#pragma once

// Engine.IO v4, "Packet encoding": what a WebSocket frame or a part of a
// polling payload says.

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace parley::net::engineio {

/// The first character of a packet is '0' plus this.
enum class packet_type : std::uint8_t {
  open,     ///< the server's handshake
  close,    ///< the transport may be closed
  ping,     ///< from the server, or a client's probe before an upgrade
  pong,     ///< the answer, with the same payload
  message,  ///< what the session is for
  upgrade,  ///< a client has moved to this transport
  noop,     ///< ends a pending poll
};

/// A view of one packet: valid as long as what it was decoded from. A binary
/// WebSocket frame is a binary message as it is and needs no decoding.
struct packet {
  packet_type type = packet_type::noop;
  std::string_view payload;
  bool binary = false;  ///< messages only: the payload is bytes, not text

  bool operator==(const packet&) const = default;
};

/// Decodes a text frame. "b" and base64 is a binary message here too (clients
/// with `forceBase64` send it so); its bytes are put into `bytes`. Text behind
/// a type that has no use for it is let through, as the original does.
/// Failures, all ending the session: `invalid_request` (no packet, unknown
/// type, not base64).
core::result<packet> decode(std::string_view text, std::string& bytes);

/// The same for text that may be overwritten: base64 is decoded where it
/// stands.
core::result<packet> decode_in_place(std::span<char> text);

/// The character a packet begins with. What follows it in a text frame is the
/// payload.
constexpr char type_digit(packet_type type) {
  return static_cast<char>('0' + static_cast<int>(type));
}

/// Bytes of the packet as text, binary ones as base64.
std::size_t text_size(const packet& p);

/// Appends the packet as text, a binary one as "b" and base64.
void append_text(std::string& out, const packet& p);

/// What the server tells a new session.
struct handshake {
  std::string_view sid;
  bool may_upgrade = false;  ///< `upgrades` names websocket; else it is empty
  std::chrono::milliseconds ping_interval{};
  std::chrono::milliseconds ping_timeout{};
  std::size_t max_payload = 0;  ///< bytes of a POST's body
};

/// Appends the open packet: its JSON has exactly the five members of
/// "Handshake".
void append_open(std::string& out, const handshake& h);

}  // namespace parley::net::engineio

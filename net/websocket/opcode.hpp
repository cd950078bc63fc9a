#pragma once

#include <cstddef>
#include <cstdint>

namespace parley::net::websocket {

/// RFC 6455 §5.2; the values that are missing here are reserved.
enum class opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// Control frames are never fragmented and carry at most 125 bytes (§5.5).
constexpr bool is_control(opcode op) {
  return (static_cast<std::uint8_t>(op) & 8) != 0;
}

inline constexpr std::size_t max_control_payload = 125;

/// RSV1 in the first byte of a data message: it is compressed (RFC 7692 §6).
inline constexpr std::uint8_t compressed_bit = 0x40;

/// The close codes the protocol itself needs (§7.4.1). Codes of parley's own
/// start at 4000 and stand in `docs/protocol.md`.
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t not_acceptable = 1003;
inline constexpr std::uint16_t none_given = 1005;  ///< never on the wire
inline constexpr std::uint16_t invalid_utf8 = 1007;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t too_big = 1009;
}  // namespace close_code

/// Whether a peer may send this code in a close frame (§7.4).
constexpr bool may_be_sent(std::uint16_t code) {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

}  // namespace parley::net::websocket

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::bench {

/// WebSocket opcodes (RFC 6455, 5.2).
enum class opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// A frame from a server; `payload` points into the buffer it was read from.
struct frame {
  opcode op = opcode::text;
  std::string_view payload;
};

enum class parsed : std::uint8_t {
  complete,
  incomplete,
  /// Masked, fragmented or with an extension bit: a server of small messages
  /// that was offered no extension has no reason for any of them.
  unsupported,
};

/// Reads the frame at `at` and, when complete, moves `at` behind it.
inline parsed next_frame(const char*& at, const char* end, frame& out) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(at);
  auto available = static_cast<std::uint64_t>(end - at);
  if (available < 2) return parsed::incomplete;
  if ((bytes[0] & 0xF0) != 0x80 || (bytes[0] & 0x0F) == 0 ||
      (bytes[1] & 0x80) != 0)
    return parsed::unsupported;
  std::uint64_t length = bytes[1];
  unsigned header = 2;
  if (length >= 126) {
    unsigned width = length == 126 ? 2 : 8;
    header += width;
    if (available < header) return parsed::incomplete;
    length = 0;
    for (unsigned i = 0; i < width; ++i) length = length << 8 | bytes[2 + i];
  }
  if (available - header < length) return parsed::incomplete;
  out.op = static_cast<opcode>(bytes[0] & 0x0F);
  out.payload = {at + header, length};
  at += header + length;
  return parsed::complete;
}

/// Appends a final client frame, masked with a fresh key.
void append_client_frame(std::string& out, opcode op, std::string_view payload);

/// Appends the request that opens a WebSocket. `host` goes into the Host
/// header; `target` is path and query.
void append_upgrade_request(std::string& out, std::string_view host,
                            std::string_view target);

}  // namespace parley::bench

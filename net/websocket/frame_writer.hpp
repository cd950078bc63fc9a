#pragma once

// Server frames: never masked (RFC 6455 §5.1), so one encoded frame serves
// every receiver.

#include <cstdint>
#include <string>
#include <string_view>

#include "net/websocket/opcode.hpp"

namespace parley::net::websocket {

/// Bytes of the longest server frame header.
inline constexpr std::size_t max_header = 10;

/// Bytes of the header in front of a payload of this length.
constexpr std::size_t header_size(std::uint64_t length) {
  return length < 126 ? 2 : length < 65536 ? 4 : 10;
}

/// Writes the header to `to`, which has room for `header_size(length)`.
inline void write_header(char* to, opcode op, bool fin, std::uint64_t length) {
  to[0] = static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(op));
  auto size = header_size(length);
  if (size == 2) {
    to[1] = static_cast<char>(length);
    return;
  }
  to[1] = size == 4 ? 126 : 127;
  for (auto i = size - 1; i > 1; --i, length >>= 8)
    to[i] = static_cast<char>(length & 0xff);
}

/// Appends the header of a frame whose payload has `length` bytes.
inline void append_header(std::string& out, opcode op, bool fin,
                          std::uint64_t length) {
  char header[max_header];
  write_header(header, op, fin, length);
  out.append(header, header_size(length));
}

/// Appends a whole unfragmented frame.
inline void append_frame(std::string& out, opcode op,
                         std::string_view payload) {
  append_header(out, op, true, payload.size());
  out.append(payload);
}

/// A whole unfragmented frame.
std::string frame(opcode op, std::string_view payload);

/// A close frame. The reason is cut to 123 bytes between two characters.
/// `none_given` makes a frame without payload.
std::string close_frame(std::uint16_t code, std::string_view reason);

/// What a whole unfragmented frame, header included, says; the frame is not
/// compressed.
struct frame_content {
  opcode code;
  std::string_view payload;
};
inline frame_content content_of(std::string_view whole) {
  std::size_t header = whole[1] == 126 ? 4 : whole[1] == 127 ? 10 : 2;
  return {static_cast<opcode>(whole[0] & 0x0f), whole.substr(header)};
}

/// A frame under construction at the end of a string: the payload is written
/// where it will be sent from. May follow other frames in the same string.
///
///     auto mark = open_frame(out, 200);
///     ... append the payload to out ...
///     finish_frame(out, mark, opcode::text);
struct open_frame_mark {
  std::size_t begin = 0;     ///< where the frame starts
  std::size_t reserved = 0;  ///< bytes kept for its header
};

/// Reserves the header of a payload of about `expected` bytes.
open_frame_mark open_frame(std::string& out, std::size_t expected);

/// Completes the header; everything behind it is the payload. The payload
/// moves (once) only if `expected` was on the other side of 125 or 65535.
void finish_frame(std::string& out, open_frame_mark mark, opcode op);

/// The same for a payload that is compressed (RFC 7692 §6.1: RSV1).
void finish_compressed_frame(std::string& out, open_frame_mark mark, opcode op);

}  // namespace parley::net::websocket

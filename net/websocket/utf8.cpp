#include "net/websocket/utf8.hpp"

#include <simdjson.h>

namespace parley::net::websocket {

namespace {

// Shorter pieces are done before the SIMD validator has set up.
constexpr std::size_t worth_simd = 32;

bool is_continuation(char c) {
  return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80;
}

std::size_t sequence_length(char lead) {
  auto byte = static_cast<std::uint8_t>(lead);
  return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

// Where a character begins at the end of `text` that is cut off; the size of
// `text` if none is.
std::size_t last_boundary(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    auto at = text.size() - back;
    if (is_continuation(text[at])) continue;
    return sequence_length(text[at]) > back ? at : text.size();
  }
  return text.size();
}

}  // namespace

bool utf8_validator::feed(std::string_view piece) {
  std::size_t at = 0;
  for (; missing_ != 0 && at < piece.size(); ++at)
    if (!feed_byte(static_cast<std::uint8_t>(piece[at]))) return false;
  piece.remove_prefix(at);
  if (piece.size() >= worth_simd) {
    auto whole = last_boundary(piece);
    if (!simdjson::validate_utf8(piece.data(), whole)) return false;
    piece.remove_prefix(whole);
  }
  for (char c : piece)
    if (!feed_byte(static_cast<std::uint8_t>(c))) return false;
  return true;
}

// The table of RFC 3629 §4: after some lead bytes the second byte has a
// narrower range, which keeps out overlong forms, surrogates and what is
// above U+10FFFF.
bool utf8_validator::feed_byte(std::uint8_t byte) {
  if (missing_ != 0) {
    if (byte < lowest_ || byte > highest_) return false;
    lowest_ = 0x80;
    highest_ = 0xbf;
    --missing_;
    return true;
  }
  if (byte < 0x80) return true;
  if (byte < 0xc2 || byte > 0xf4) return false;
  missing_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  if (byte == 0xe0) lowest_ = 0xa0;
  if (byte == 0xed) highest_ = 0x9f;
  if (byte == 0xf0) lowest_ = 0x90;
  if (byte == 0xf4) highest_ = 0x8f;
  return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

}  // namespace parley::net::websocket

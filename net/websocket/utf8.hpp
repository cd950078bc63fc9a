#pragma once

#include <cstdint>
#include <string_view>

namespace parley::net::websocket {

/// Validates UTF-8 (RFC 3629) that arrives in pieces cut anywhere. An invalid
/// piece is refused at once: no waiting for the rest of a character that can
/// no longer become valid.
class utf8_validator {
 public:
  /// False: these bytes, after those before, cannot begin a valid text. The
  /// validator must not be fed again.
  bool feed(std::string_view piece);

  /// Whether the text may end here.
  bool complete() const { return missing_ == 0; }

 private:
  bool feed_byte(std::uint8_t byte);

  std::uint8_t missing_ = 0;    // continuation bytes still to come
  std::uint8_t lowest_ = 0x80;  // range of the next one
  std::uint8_t highest_ = 0xbf;
};

/// The longest prefix of valid UTF-8 `text` that has at most `bytes` bytes and
/// ends between two characters.
std::string_view cut_utf8(std::string_view text, std::size_t bytes);

}  // namespace parley::net::websocket

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parley::core {

/// Bytes that `bytes` bytes have as base64 with padding.
constexpr std::size_t base64_size(std::size_t bytes) {
  return (bytes + 2) / 3 * 4;
}

/// Appends `bytes` as standard base64 with padding (RFC 4648 §4).
void append_base64(std::string& out, std::string_view bytes);

/// Writes what `text` stands for to `to`, which has room for `text.size()`
/// bytes and may be the text's own memory. Returns the bytes written, nothing
/// if the text is not base64: standard alphabet, padding, unused bits zero.
/// Line breaks are skipped: Java clients wrap at 76 characters.
std::optional<std::size_t> decode_base64(std::string_view text, char* to);

/// The alphabet for URLs, without padding (RFC 4648 §5).
std::string to_base64url(std::string_view bytes);
/// Nothing for padding, foreign characters or stray bits.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace parley::core

#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace parley::net::websocket {

/// The four bytes a client's payload is masked with (RFC 6455 §5.3), the one
/// for the next byte first.
using mask_key = std::array<char, 4>;

/// Unmasks in place, eight bytes at a time. True: all bytes are ASCII, so a
/// text needs no further validation.
inline bool unmask(char* data, std::size_t size, mask_key key) {
  std::uint32_t half;
  std::memcpy(&half, key.data(), 4);
  const std::uint64_t whole = std::uint64_t{half} << 32 | half;
  std::uint64_t seen = 0;
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, data + at, 8);
    word ^= whole;
    seen |= word;
    std::memcpy(data + at, &word, 8);
  }
  for (; at < size; ++at) {
    data[at] = static_cast<char>(data[at] ^ key[at & 3]);
    seen |= static_cast<std::uint8_t>(data[at]);
  }
  return (seen & 0x8080808080808080) == 0;
}

/// The key as it stands `consumed` payload bytes later.
inline mask_key advanced(mask_key key, std::size_t consumed) {
  mask_key out;
  for (std::size_t i = 0; i < 4; ++i) out[i] = key[(i + consumed) & 3];
  return out;
}

}  // namespace parley::net::websocket

#pragma once

// permessage-deflate (RFC 7692): whether and how messages are compressed.
// `inflater` reads compressed messages, `deflater` makes them.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::net::websocket {

/// What a server is willing to do. Our own messages never refer to earlier
/// ones (`server_no_context_takeover`): one compressed frame serves all
/// receivers, and a connection that only listens costs no zlib state.
struct deflate_policy {
  bool enabled = false;
  /// Shorter messages leave as they are; bytes.
  std::size_t threshold = 1024;
  /// A client's message may refer to its earlier ones. Compresses better and
  /// costs 40 KiB per connection that has sent a compressed message.
  bool context_takeover = false;
  int level = 6;         ///< of zlib: 1 is the fastest, 9 the smallest
  int memory_level = 8;  ///< of zlib: 1 to 9; a deflater has 512 << it bytes
};

/// What was agreed with one client.
struct deflate_terms {
  /// Our messages refer at most 2 to this many bytes back: 9 to 15.
  std::uint8_t window_bits = 15;
  bool window_asked = false;      ///< the client wants it confirmed
  bool context_takeover = false;  ///< the client's messages may be related

  bool operator==(const deflate_terms&) const = default;
};

/// Accepts the first offer for permessage-deflate in `extensions`, the value
/// of Sec-WebSocket-Extensions, that is valid and that we can keep; zlib has
/// no window of 8 bits. Nothing: there is none, or the policy is off. What
/// stands behind a syntax error is not looked at.
std::optional<deflate_terms> agree_deflate(std::string_view extensions,
                                           const deflate_policy& policy);

/// The value of Sec-WebSocket-Extensions that accepts.
std::string answer_of(const deflate_terms& agreed);

/// What a sender takes off the end of a compressed message and the receiver
/// puts there again (RFC 7692 §7.2.1).
inline constexpr std::string_view deflate_tail{"\x00\x00\xff\xff", 4};

}  // namespace parley::net::websocket

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace parley::net::websocket {

enum class inflate_result : std::uint8_t {
  whole,    ///< the message is complete
  too_big,  ///< it has more bytes than it may
  damaged,  ///< it is no DEFLATE data, or ends in the middle of it
};

/// Decompresses the messages of one client (RFC 7692 §7.2.2). zlib's state,
/// 40 KiB, is made for a message and freed after it, unless the next one may
/// refer to it.
class inflater {
 public:
  explicit inflater(bool context_takeover);
  inflater(inflater&&) noexcept;
  inflater& operator=(inflater&&) noexcept;
  ~inflater();

  /// Appends what the payload of a whole message says to `out`, which holds
  /// no more than `limit` bytes before and after. Any window a client may
  /// use is understood. After a failure the next message means nothing.
  inflate_result inflate(std::string_view payload, std::size_t limit,
                         std::string& out);

  /// About the bytes of heap that it holds between two messages.
  std::size_t heap_bytes() const;

 private:
  struct end_stream {
    void operator()(z_stream_s* stream) const;
  };

  inflate_result run(std::string_view piece, std::size_t limit,
                     std::string& out);

  std::unique_ptr<z_stream_s, end_stream> stream_;
  bool context_takeover_;
  bool between_streams_ = true;  // nothing was begun that the tail must end
};

}  // namespace parley::net::websocket

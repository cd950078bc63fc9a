#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/websocket/deflate.hpp"
#include "net/websocket/opcode.hpp"

struct z_stream_s;

namespace parley::net::websocket {

/// Makes compressed messages that refer to nothing but themselves. One serves
/// all connections of a thread; it holds 256 KiB (with the policy's default
/// memory) from its first message on.
class deflater {
 public:
  /// Throws std::invalid_argument at the first message if zlib has no such
  /// level.
  explicit deflater(const deflate_policy& policy);
  deflater(deflater&&) noexcept;
  deflater& operator=(deflater&&) noexcept;
  ~deflater();

  /// Appends a whole data frame: compressed if the message is as long as the
  /// policy's threshold and becomes shorter, else as it is.
  ///
  /// A frame for `window_bits` is good for all who agreed on as many or more,
  /// and for everyone if the message has fewer than 512 bytes.
  void append_frame(std::string& out, opcode op, std::string_view message,
                    int window_bits);

  /// Appends the payload of a compressed message (RFC 7692 §7.2.1).
  void append_payload(std::string& out, std::string_view message,
                      int window_bits);

 private:
  struct end_stream {
    void operator()(z_stream_s* stream) const;
  };

  z_stream_s& stream_for(int window_bits);

  deflate_policy policy_;
  std::unique_ptr<z_stream_s, end_stream> stream_;
  int window_bits_ = 0;  // of the stream
};

}  // namespace parley::net::websocket

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "net/websocket/deflate.hpp"
#include "net/websocket/opcode.hpp"

namespace parley::net::websocket {

class inflater;

/// What a client may send. One object serves all connections of a listener.
struct frame_limits {
  /// Bytes of payload, all fragments; before and after decompression.
  std::size_t max_message = 1 << 20;
  std::size_t max_fragments = 1024;  ///< frames of one message
};

enum class event_kind : std::uint8_t {
  need_more,       ///< all bytes are consumed, nothing is complete
  text,            ///< a whole message, valid UTF-8
  binary,          ///< a whole message
  ping,            ///< to be answered by a pong with the same payload
  pong,            ///< an answer to a ping, or a sign of life
  close,           ///< the peer closes: `code`, and its reason as payload
  protocol_error,  ///< fail the connection with `code`, payload says why
};

/// One thing that arrived. The payload points into the buffer given to
/// `frame_parser::next` or into the parser: it is valid until the next call.
struct event {
  event_kind kind = event_kind::need_more;
  std::uint16_t code = 0;  ///< close and protocol_error only
  std::string_view payload;

  explicit operator bool() const { return kind != event_kind::need_more; }
};

/// Turns the bytes a client sends into messages (RFC 6455, server side).
///
///     auto rest = std::span{received};
///     while (auto e = parser.next(rest)) handle(e);
///
/// A consumer that must pause just stops calling: `rest` is what is left.
///
/// A message that lies in the buffer as one frame is unmasked in place and
/// handed out without a copy. Only what is cut, by a fragment's or a buffer's
/// end, is copied to the heap; that memory grows with the bytes that arrived,
/// never with a length that was announced, and is freed by the call after the
/// delivery. Errors are found as early as the bytes allow (invalid UTF-8 in
/// the middle of a fragment, an announced length over the limit).
///
/// A compressed message (RFC 7692) is collected as it came and decompressed
/// when it is whole: nobody makes the server hold more than they have sent.
class frame_parser {
 public:
  /// Readable bytes behind a text that the parser assembled itself: what a
  /// SIMD JSON parser wants. A text inside the caller's buffer has the padding
  /// the caller's buffer has.
  static constexpr std::size_t padding = 64;

  /// `limits` must outlive the parser. `deflate`: what was agreed, if it was.
  explicit frame_parser(const frame_limits& limits,
                        const std::optional<deflate_terms>& deflate = {});
  frame_parser(frame_parser&&) noexcept;
  frame_parser& operator=(frame_parser&&) noexcept;
  ~frame_parser();

  /// Consumes bytes from the front until one thing is complete and returns
  /// it. Bytes are unmasked in place. After `close` or `protocol_error` all
  /// further bytes are consumed without a look and `need_more` is returned.
  event next(std::span<char>& bytes);

  /// Whether a frame or a message has begun and is not complete: what a
  /// deadline for slow senders asks.
  bool mid_message() const;

  /// About the bytes of heap the parser holds now.
  std::size_t heap_bytes() const;

 private:
  struct frame_header;
  struct partial;
  struct fault;

  const std::uint8_t* take_header(std::span<char>& bytes);
  fault check_start(std::uint8_t first, std::uint8_t second) const;
  fault check_length(const frame_header& frame) const;

  event take_whole_frame(const frame_header& frame, std::span<char>& bytes);
  void begin_partial_frame(const frame_header& frame);
  event take_piece(std::span<char>& bytes);

  event add_fragment(std::string_view piece, bool last);
  event deliver();
  event inflate(opcode type, std::string_view payload);
  event control_event(opcode op, std::string_view payload);
  event close_event(std::string_view payload);
  event fail(fault why);

  const frame_limits* limits_;
  std::unique_ptr<partial> partial_;       // what is cut, if anything is
  std::unique_ptr<inflater> inflater_;     // null: nothing may be compressed
  std::array<std::uint8_t, 14> header_{};  // of a frame whose header is cut
  std::uint8_t header_size_ = 0;
  bool done_ = false;
};

static_assert(sizeof(frame_parser) <= 48, "held by every idle connection");

}  // namespace parley::net::websocket

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/socketio/packet.hpp"

namespace parley::net::socketio {

/// What a client may send. One object serves all connections of a listener.
struct reader_limits {
  packet_limits packet = {};
  std::size_t max_attachment_bytes = 1 << 20;  ///< of one packet, all together
};

/// A place in the arguments where an attachment belongs, maybe deep inside.
struct placeholder {
  std::size_t argument = 0;    ///< which of the packet's `args`
  std::size_t attachment = 0;  ///< which of `attached::frames`
  std::string_view text;       ///< the object that stands there in the JSON
};

/// What a binary packet brings with it.
struct attached {
  std::vector<std::string> frames;
  /// In the order of the text. As in the original an attachment may have
  /// several places or none: do not assume the order or the number.
  std::vector<placeholder> placeholders;

  // What the packet's views and the placeholders point into.
  std::string text;
  std::string name;
};

/// A complete packet. A binary one owns what it points into, its `head.data`
/// is absent; of the others the views live as `decode` says.
struct received {
  packet head;
  std::unique_ptr<attached> binary;  ///< null for packets without attachments
};

/// Turns the messages of a connection into packets (Socket.IO v5, "Packet
/// encoding"): a binary packet is complete with its last attachment. Memory
/// grows with what arrived, never with what was announced. After a failure
/// the connection must be closed.
class packet_reader {
 public:
  /// `limits` must outlive the reader.
  explicit packet_reader(const reader_limits& limits) : limits_(&limits) {}

  /// A text message, with `json::parser::padding` readable bytes behind it.
  /// Nothing: attachments are due. Failures: those of `decode`, and
  /// `invalid_request` for text while an attachment is due and for a
  /// placeholder without attachment, at once and not when the last arrived.
  core::result<std::optional<received>> feed_text(std::string_view text,
                                                  json::parser& parser);

  /// A binary message. Failures: `invalid_request` (nobody announced it),
  /// `payload_too_large` (attachments over their limit).
  core::result<std::optional<received>> feed_binary(std::string_view bytes);

  /// Whether attachments are due: what a deadline for slow senders asks.
  bool mid_packet() const { return pending_ != nullptr; }

 private:
  const reader_limits* limits_;
  std::unique_ptr<received> pending_;
};

static_assert(sizeof(packet_reader) <= 16, "held by every idle connection");

}  // namespace parley::net::socketio

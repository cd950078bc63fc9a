#pragma once

// How packets travel: one for all clients of a listener, as the original's
// option `parser`.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/socket/frame.hpp"
#include "net/socketio/packet_reader.hpp"

namespace parley::net::socketio {

/// A message of the Engine.IO session.
struct session_message {
  std::string_view content;
  bool binary = false;
};

/// Packets are made as text, by `packet_frame`, and understood as text, by
/// `packet_reader`; what lies between that and the wire is the format's.
class packet_format {
 public:
  /// The frames in which a packet leaves; `text` is as `packet_frame` made it.
  virtual std::vector<frame_ptr> frames_of(
      frame_ptr text, std::span<const std::string_view> attachments) const = 0;

  /// The packet that a message completes, as `packet_reader` says. Text has
  /// `json::parser::padding` readable bytes behind it. `memory` holds what the
  /// packet's views point into, if the message does not.
  virtual core::result<std::optional<received>> read(
      packet_reader& with, const session_message& message, json::parser& parser,
      std::string& memory) const = 0;

 protected:
  ~packet_format() = default;
};

/// The default parser: text, and a binary message for each attachment.
const packet_format& text_packets();

/// socket.io-msgpack-parser 3: a MessagePack map for each packet, attachments
/// in their places. Undefined becomes null, a Date its ISO 8601 text.
const packet_format& msgpack_packets();

}  // namespace parley::net::socketio

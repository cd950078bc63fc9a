#include "net/socketio/frames.hpp"
#include "net/socketio/packet_format.hpp"

namespace parley::net::socketio {

namespace {

class text_format final : public packet_format {
 public:
  std::vector<frame_ptr> frames_of(
      frame_ptr text,
      std::span<const std::string_view> attachments) const override {
    std::vector<frame_ptr> made{std::move(text)};
    for (auto bytes : attachments) made.push_back(attachment_frame(bytes));
    return made;
  }

  core::result<std::optional<received>> read(packet_reader& with,
                                             const session_message& message,
                                             json::parser& parser,
                                             std::string&) const override {
    if (message.binary) return with.feed_binary(message.content);
    return with.feed_text(message.content, parser);
  }
};

}  // namespace

const packet_format& text_packets() {
  static const text_format the_format;
  return the_format;
}

}  // namespace parley::net::socketio

#include "bench/tester/dialects/socketio_family.hpp"

namespace parley::bench {

namespace {

/// parley's chat under `/socket.io/`. Whatever else the server says on the
/// way (presence, joins of others, typing) is passed over.
class parley_socketio_dialect final : public socketio_family {
 public:
  using socketio_family::socketio_family;

  void publish(const seat& who, const outgoing& message,
               std::string& out) const override {
    std::string text = R"(42["broadcast",)";
    append_broadcast(text, who.room, message);
    text += ']';
    say(text, out);
  }

  void post(const seat& who, const outgoing& message,
            std::string& out) const override {
    std::string text = "42" + std::to_string(message.number);
    text += R"(["send_message",)";
    append_durable(text, who.room, message);
    text += ']';
    say(text, out);
  }

  bool has_durable() const override { return true; }
  bool needs_tokens() const override { return true; }

 private:
  std::string join(const seat& who) const override {
    return R"(420["join_channel",{"channelId":")" + who.room + "\"}]";
  }

  setup early_event(std::string_view name) const override {
    return name == "error" ? setup::refused : setup::going_on;
  }
};

}  // namespace

std::unique_ptr<dialect> make_parley_socketio_dialect(transport over) {
  return std::make_unique<parley_socketio_dialect>(over);
}

}  // namespace parley::bench

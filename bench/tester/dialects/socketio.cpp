#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/frame.hpp"

namespace parley::bench {

namespace {

/// Engine.IO 4 and Socket.IO 5 over WebSocket only. The server answers the
/// event `join` with an acknowledgement or any event.
class socketio_dialect final : public dialect {
 public:
  std::string target(const seat&) const override {
    return "/socket.io/?EIO=4&transport=websocket";
  }

  setup upgraded(const seat&, std::string&) const override {
    return setup::going_on;
  }

  setup setup_text(const seat& who, std::string_view text,
                   std::string& out) const override {
    if (text.starts_with("44")) return setup::refused;
    if (text.starts_with("0")) {
      append_client_frame(out, opcode::text, "40");
    } else if (text.starts_with("40")) {
      append_client_frame(out, opcode::text,
                          R"(420["join",")" + who.room + "\"]");
    } else if (text.starts_with("42") || text.starts_with("43")) {
      return setup::ready;
    } else {
      other_text(text, out);
    }
    return setup::going_on;
  }

  void other_text(std::string_view text, std::string& out) const override {
    if (text == "2") append_client_frame(out, opcode::text, "3");
  }

  void publish(const seat& who, const outgoing& message,
               std::string& out) const override {
    std::string text = R"(42["pub",{"room":")" + who.room + "\",";
    append_body(text, message);
    text += "}]";
    append_client_frame(out, opcode::text, text);
  }
};

}  // namespace

std::unique_ptr<dialect> make_socketio_dialect() {
  return std::make_unique<socketio_dialect>();
}

}  // namespace parley::bench

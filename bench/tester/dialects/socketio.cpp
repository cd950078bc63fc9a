#include "bench/tester/dialects/socketio_family.hpp"

namespace parley::bench {

namespace {

/// A room server on Socket.IO: `pub` is relayed to the whole room, `join` is
/// answered by an acknowledgement or any event.
class socketio_dialect final : public socketio_family {
 public:
  using socketio_family::socketio_family;

  void publish(const seat& who, const outgoing& message,
               std::string& out) const override {
    std::string text = R"(42["pub",{"room":")" + who.room + "\",";
    append_body(text, message);
    text += "}]";
    say(text, out);
  }

 private:
  std::string join(const seat& who) const override {
    return R"(420["join",")" + who.room + "\"]";
  }

  setup early_event(std::string_view) const override { return setup::ready; }
};

}  // namespace

std::unique_ptr<dialect> make_socketio_dialect(transport over) {
  return std::make_unique<socketio_dialect>(over);
}

}  // namespace parley::bench

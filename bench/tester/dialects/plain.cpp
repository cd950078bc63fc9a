#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/frame.hpp"

namespace parley::bench {

namespace {

/// Any broadcast server that speaks JSON over a bare WebSocket: a `join` is
/// answered by any frame, a `pub` is relayed as it is to the whole room.
class plain_dialect final : public dialect {
 public:
  std::string target(const seat&) const override { return "/"; }

  setup upgraded(const seat& who, std::string& out) const override {
    append_client_frame(out, opcode::text,
                        R"({"type":"join","room":")" + who.room + "\"}");
    return setup::going_on;
  }

  setup setup_text(const seat&, std::string_view, std::string&) const override {
    return setup::ready;
  }

  void publish(const seat& who, const outgoing& message,
               std::string& out) const override {
    std::string text = R"({"type":"pub","room":")" + who.room + "\",";
    append_body(text, message);
    text += '}';
    append_client_frame(out, opcode::text, text);
  }
};

}  // namespace

std::unique_ptr<dialect> make_plain_dialect() {
  return std::make_unique<plain_dialect>();
}

}  // namespace parley::bench

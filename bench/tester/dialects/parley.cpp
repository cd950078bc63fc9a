#include <string>

#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/frame.hpp"

namespace parley::bench {

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// parley's plain JSON over `/ws`. Whatever else the server says on the way
/// (presence, joins of others, typing) is passed over.
class parley_dialect final : public dialect {
 public:
  std::string target(const seat& who) const override {
    return "/ws?token=" + who.token;
  }

  setup upgraded(const seat&, std::string&) const override {
    return setup::going_on;
  }

  setup setup_text(const seat& who, std::string_view text,
                   std::string& out) const override {
    auto head = text.substr(0, 200);
    if (contains(head, R"("event":"authenticated")")) {
      append_client_frame(out, opcode::text,
                          R"({"event":"join_channel","data":{"channelId":")" +
                              who.room + R"("},"id":1})");
      return setup::going_on;
    }
    if (contains(head, R"("event":"error")")) return setup::refused;
    if (contains(head, R"("ack":1,)") || text.ends_with(R"("ack":1})"))
      return contains(head, R"("ok":false)") ? setup::refused : setup::ready;
    return setup::going_on;
  }

  void publish(const seat& who, const outgoing& message,
               std::string& out) const override {
    std::string text = R"({"event":"broadcast","data":{"channelId":")" +
                       who.room + R"(","event":"bench","data":{)";
    append_body(text, message);
    text += "}}}";
    append_client_frame(out, opcode::text, text);
  }

  // In a durable message the number travels inside the content, where JSON
  // would escape quotes: `n=` marks it instead of `"n":`.
  void post(const seat& who, const outgoing& message,
            std::string& out) const override {
    auto number = std::to_string(message.number);
    std::string text = R"({"event":"send_message","data":{"channelId":")" +
                       who.room + R"(","content":"n=)" + number + ' ';
    text.append(message.padding).append(R"(","clientId":")");
    text.append(message.run_id).append("-").append(number);
    text.append(R"("},"id":)").append(number).append("}");
    append_client_frame(out, opcode::text, text);
  }

  bool has_durable() const override { return true; }
  bool needs_tokens() const override { return true; }
};

}  // namespace

std::unique_ptr<dialect> make_parley_dialect() {
  return std::make_unique<parley_dialect>();
}

}  // namespace parley::bench

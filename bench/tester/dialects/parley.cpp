#include <string>

#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/frame.hpp"
#include "bench/tester/number_finder.hpp"

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
    std::string text = R"({"event":"broadcast","data":)";
    append_broadcast(text, who.room, message);
    text += '}';
    append_client_frame(out, opcode::text, text);
  }

  void post(const seat& who, const outgoing& message,
            std::string& out) const override {
    std::string text = R"({"event":"send_message","data":)";
    append_durable(text, who.room, message);
    text.append(R"(,"id":)").append(std::to_string(message.number)).append("}");
    append_client_frame(out, opcode::text, text);
  }

  std::optional<std::uint32_t> acknowledged(
      std::string_view text) const override {
    return number_finder{R"("ack":)"}.find(text);
  }

  void type(const seat& who, std::string& out) const override {
    append_client_frame(
        out, opcode::text,
        R"({"event":"typing","data":{"channelId":")" + who.room + R"("}})");
  }

  void look(const std::vector<std::string>& users,
            std::string& out) const override {
    std::string text = R"({"event":"presence_subscribe","data":{"userIds":[)";
    for (const auto& id : users) {
      if (text.back() != '[') text += ',';
      text.append("\"").append(id).append("\"");
    }
    append_client_frame(out, opcode::text, text + "]}}");
  }

  void be_away(bool away, std::string& out) const override {
    append_client_frame(
        out, opcode::text,
        std::string{R"({"event":"presence_set","data":{"status":")"} +
            (away ? "away" : "online") + R"("}})");
  }

  bool tells_typing(std::string_view text) const override {
    return text.starts_with(R"({"event":"typing")");
  }
  bool tells_presence(std::string_view text) const override {
    return text.starts_with(R"({"event":"presence")");
  }

  void say_of_call(std::string_view event, std::string_view data,
                   std::uint32_t number, std::string& out) const override {
    std::string text = R"({"event":")";
    text.append(event).append(R"(","data":)").append(data);
    if (number != 0) text.append(R"(,"id":)").append(std::to_string(number));
    append_client_frame(out, opcode::text, text + '}');
  }

  std::optional<call_news> call_news_in(std::string_view text) const override {
    return read_call_news(text);
  }

  bool has_calls() const override { return true; }
  bool has_presence() const override { return true; }
  bool has_durable() const override { return true; }
  bool needs_tokens() const override { return true; }
};

}  // namespace

std::unique_ptr<dialect> make_parley_dialect() {
  return std::make_unique<parley_dialect>();
}

}  // namespace parley::bench

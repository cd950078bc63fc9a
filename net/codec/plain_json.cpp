#include "core/validation.hpp"
#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "net/json/object.hpp"
#include "net/json/writer.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net {

namespace {

using namespace actors;

constexpr std::size_t longest_ack = 64;

// -- frames -------------------------------------------------------------------

template <class Write>
std::shared_ptr<frame> text_frame(std::size_t expected, Write write) {
  auto made = std::make_shared<frame>();
  made->bytes.reserve(expected + websocket::max_header);
  auto mark = websocket::open_frame(made->bytes, expected);
  write(made->bytes);
  websocket::finish_frame(made->bytes, mark, websocket::opcode::text);
  return made;
}

frame_ptr encode_event(const room_event& event, room_words in) {
  auto payload = payload_of(event, in);
  auto made = text_frame(payload->size() + 40, [&](std::string& out) {
    out += R"({"event":)";
    json::append_string(out, name_of(event, in));
    out += R"(,"data":)";
    out += *payload;
    out += '}';
  });
  made->service = event.service;
  made->key = coalescing_key(event);
  return made;
}

class plain_json_codec final : public codec {
 public:
  frame_ptr encode(const room_event& event, room_words in) const override {
    auto slot = static_cast<std::size_t>(encoding_slot::plain_json);
    const auto& slots = slots_of(event, in);
    return std::static_pointer_cast<const frame>(slots.get(slot, [&] {
      return std::shared_ptr<const void>{encode_event(event, in)};
    }));
  }

  frame_ptr encode(const reply& answer) const override {
    const auto* failed = std::get_if<core::failure>(&answer.body);
    if (answer.to.ack.empty() && failed != nullptr)
      return error_event(*failed, answer.to.event);
    return ack_frame(answer);
  }

  frame_ptr encode(const bad_request& refused) const override {
    if (refused.ack.empty()) return error_event(refused.why, refused.event);
    return ack_frame({{{}, refused.ack, {}}, refused.why});
  }

  frame_ptr encode(const notice& what) const override {
    return text_frame(160, [&](std::string& text) {
      json::writer out{text};
      out.begin_object().member("event", name_of(what)).key("data");
      append_data(out, what);
      out.end_object();
    });
  }

 private:
  static frame_ptr ack_frame(const reply& answer) {
    bool large =
        std::holds_alternative<std::shared_ptr<const join_result>>(answer.body);
    return text_frame(large ? 4096 : 120, [&](std::string& text) {
      text += R"({"ack":)";
      text += answer.to.ack;
      text += R"(,"data":)";
      append_reply(text, answer.body, answer.to.words);
      text += '}';
    });
  }

  static frame_ptr error_event(const core::failure& why,
                               std::string_view event) {
    return text_frame(160, [&](std::string& text) {
      json::writer out{text};
      out.begin_object().member("event", "error").key("data");
      append_error(out, why, event);
      out.end_object();
    });
  }
};

/// The id as it was written, empty if there is none.
core::result<std::string> read_ack(const json::object& root) {
  auto id = root["id"];
  if (id.absent() || id.kind() == json::kind::null) return std::string{};
  auto ack = id.text();
  bool fit =
      (id.kind() == json::kind::number || id.kind() == json::kind::string) &&
      ack.size() <= longest_ack;
  if (fit) return ack;
  return core::failure{core::errc::invalid_request,
                       "id must be a number or a short string"};
}

}  // namespace

decoded decode_plain_json(json::parser& parser, std::string_view text) {
  auto document = parser.parse_padded(text);
  if (!document) return bad_request{document.error(), {}, {}};
  auto root = document->as_object();
  if (!root)
    return bad_request{{core::errc::invalid_request,
                        "a frame must be an object with event and data"},
                       {},
                       {}};
  auto ack = read_ack(*root);
  if (!ack) return bad_request{ack.error(), {}, {}};
  auto name = root->string("event", {core::limits::event_name, 1});
  if (!name) return bad_request{name.error(), std::move(*ack), {}};
  auto request = read_client_event(*name, (*root)["data"], *ack);
  if (request) return std::move(*request);
  return bad_request{request.error(), std::move(*ack), std::string{*name}};
}

const codec& plain_json() {
  static const plain_json_codec the_codec;
  return the_codec;
}

}  // namespace parley::net

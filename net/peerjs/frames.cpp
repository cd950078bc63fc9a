#include "net/peerjs/frames.hpp"

#include "net/json/object.hpp"
#include "net/json/writer.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net::peerjs {

namespace {

using actors::peer_signal;
using actors::peer_word;

struct word_name {
  std::string_view text;
  peer_word word;
};
constexpr word_name words[] = {{"OFFER", peer_word::offer},
                               {"ANSWER", peer_word::answer},
                               {"CANDIDATE", peer_word::candidate},
                               {"LEAVE", peer_word::leave},
                               {"EXPIRE", peer_word::expire}};

const word_name* find_word(std::string_view type) {
  for (const auto& each : words)
    if (each.text == type) return &each;
  return nullptr;
}

// The original's members in its order.
std::string signal_text(const word_name& type, std::string_view src,
                        std::string_view dst, json::value payload) {
  std::string text;
  json::writer out{text};
  out.begin_object().member("type", type.text).member("src", src);
  out.member("dst", dst);
  if (!payload.absent()) {
    out.key("payload");
    payload.append_to(text);
  }
  out.end_object();
  return text;
}

std::string refusal_text(std::string_view type, std::string_view why) {
  std::string text;
  json::writer out{text};
  out.begin_object().member("type", type).key("payload").begin_object();
  out.member("msg", why).end_object().end_object();
  return text;
}

}  // namespace

client_message read_message(json::parser& parser, std::string_view message,
                            std::string_view src) {
  auto document = parser.parse_padded(message);
  if (!document) return nonsense{};
  auto said = document->as_object();
  if (!said) return nonsense{};
  auto type = (*said)["type"].as_string();
  if (!type) return nonsense{};
  if (*type == "HEARTBEAT") return heartbeat{};
  const auto* word = find_word(*type);
  if (word == nullptr) return nonsense{};
  auto receiver = (*said)["dst"];
  auto dst = receiver.as_string();
  bool to_nobody = receiver.absent() || receiver.kind() == json::kind::null ||
                   dst == std::string_view{};
  if (to_nobody && word->word == peer_word::leave) return farewell{};
  if (!dst || dst->empty()) return nonsense{};
  return peer_signal{word->word, std::string{src}, std::string{*dst},
                     signal_text(*word, src, *dst, (*said)["payload"])};
}

frame_ptr text_frame(std::string_view text) {
  auto made = std::make_shared<frame>();
  made->bytes = websocket::frame(websocket::opcode::text, text);
  return made;
}

std::string open_text() { return R"({"type":"OPEN"})"; }

std::string id_taken_text() { return refusal_text("ID-TAKEN", "ID is taken"); }

std::string error_text(std::string_view why) {
  return refusal_text("ERROR", why);
}

std::string expire_text(std::string_view src, std::string_view dst) {
  return signal_text({"EXPIRE", peer_word::expire}, src, dst, {});
}

}  // namespace parley::net::peerjs

#include "net/json/msgpack.hpp"

#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net {

namespace {

using namespace actors;

/// The same frame in MessagePack.
frame_ptr packed(const frame_ptr& plain) {
  auto text = websocket::content_of(plain->bytes).payload;
  auto made = std::make_shared<frame>();
  made->bytes.reserve(text.size() + websocket::max_header);
  auto mark = websocket::open_frame(made->bytes, text.size());
  json::append_msgpack(made->bytes, text);
  websocket::finish_frame(made->bytes, mark, websocket::opcode::binary);
  made->service = plain->service;
  made->key = plain->key;
  return made;
}

class msgpack_codec final : public codec {
 public:
  frame_ptr encode(const room_event& event, room_words in) const override {
    auto slot = static_cast<std::size_t>(encoding_slot::msgpack);
    const auto& slots = slots_of(event, in);
    return std::static_pointer_cast<const frame>(slots.get(slot, [&] {
      return std::shared_ptr<const void>{
          packed(plain_json().encode(event, in))};
    }));
  }

  frame_ptr encode(const reply& answer) const override {
    return packed(plain_json().encode(answer));
  }
  frame_ptr encode(const notice& what) const override {
    return packed(plain_json().encode(what));
  }
  frame_ptr encode(const bad_request& refused) const override {
    return packed(plain_json().encode(refused));
  }
};

}  // namespace

decoded decode_msgpack(json::parser& parser, std::string_view bytes) {
  auto read = json::read_msgpack(bytes);
  if (read.text.empty()) return bad_request{*read.flaw, {}, {}};
  auto size = read.text.size();
  read.text.append(json::parser::padding, '\0');
  auto got = decode_plain_json(parser, {read.text.data(), size});
  if (!read.flaw) return got;
  return std::visit(
      [&](auto& asked) -> decoded {
        return bad_request{*read.flaw, asked.ack, std::string{asked.event}};
      },
      got);
}

const codec& msgpack() {
  static const msgpack_codec the_codec;
  return the_codec;
}

}  // namespace parley::net

#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "net/socketio/packet_format.hpp"

namespace parley::net {

namespace {

using namespace actors;

/// The same packet in MessagePack; null stays null.
frame_ptr packed(frame_ptr text) {
  if (text == nullptr) return nullptr;
  return socketio::msgpack_packets().frames_of(std::move(text), {}).front();
}

class socket_io_msgpack_codec final : public codec {
 public:
  frame_ptr encode(const room_event& event, room_words in) const override {
    auto slot = static_cast<std::size_t>(encoding_slot::socket_io_msgpack);
    const auto& slots = slots_of(event, in);
    return std::static_pointer_cast<const frame>(slots.get(slot, [&] {
      return std::shared_ptr<const void>{packed(socket_io().encode(event, in))};
    }));
  }

  frame_ptr encode(const reply& answer) const override {
    return packed(socket_io().encode(answer));
  }
  frame_ptr encode(const notice& what) const override {
    return packed(socket_io().encode(what));
  }
  frame_ptr encode(const bad_request& refused) const override {
    return packed(socket_io().encode(refused));
  }
};

}  // namespace

const codec& socket_io_msgpack() {
  static const socket_io_msgpack_codec the_codec;
  return the_codec;
}

}  // namespace parley::net

#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/offset.hpp"
#include "net/json/writer.hpp"
#include "net/socketio/frames.hpp"
#include "net/socketio/packet.hpp"

namespace parley::net {

namespace {

using namespace actors;
using socketio::packet_frame;

/// An event of the main namespace; `write` appends its only argument.
template <class Write>
std::shared_ptr<frame> event_frame(std::string_view name, std::size_t expected,
                                   Write write) {
  return packet_frame(expected + name.size() + 8, [&](std::string& out) {
    out += "2[";
    json::append_string(out, name);
    out += ',';
    write(out);
    out += ']';
  });
}

frame_ptr error_event(const core::failure& why, std::string_view event) {
  return event_frame("error", 120, [&](std::string& text) {
    json::writer out{text};
    append_error(out, why, event);
  });
}

frame_ptr ack_frame(const reply& answer) {
  bool large =
      std::holds_alternative<std::shared_ptr<const join_result>>(answer.body);
  return packet_frame(large ? 4096 : 120, [&](std::string& out) {
    out += '3';
    out += answer.to.ack;
    out += '[';
    append_reply(out, answer.body, answer.to.words);
    out += ']';
  });
}

/// Clients take a text that comes last for the offset of a log entry.
bool ends_like_offset(std::string_view payload) {
  return payload.ends_with('"');
}

frame_ptr encode_event(const room_event& event, room_words in) {
  auto payload = payload_of(event, in);
  auto made = event_frame(name_of(event, in), payload->size() + 36,
                          [&](std::string& out) {
                            out += *payload;
                            if (event.seq != 0) {
                              out += ",\"";
                              out += offset_of(event.room, event.seq);
                              out += '"';
                            } else if (ends_like_offset(*payload)) {
                              out += ",null";
                            }
                          });
  made->service = event.service;
  made->key = coalescing_key(event);
  return made;
}

class socket_io_codec final : public codec {
 public:
  frame_ptr encode(const room_event& event, room_words in) const override {
    auto slot = static_cast<std::size_t>(encoding_slot::socket_io);
    const auto& slots = slots_of(event, in);
    return std::static_pointer_cast<const frame>(slots.get(slot, [&] {
      return std::shared_ptr<const void>{encode_event(event, in)};
    }));
  }

  frame_ptr encode(const reply& answer) const override {
    if (!answer.to.ack.empty()) return ack_frame(answer);
    const auto* failed = std::get_if<core::failure>(&answer.body);
    return failed != nullptr ? error_event(*failed, answer.to.event) : nullptr;
  }

  frame_ptr encode(const notice& what) const override {
    return event_frame(name_of(what), 120, [&](std::string& text) {
      json::writer out{text};
      append_data(out, what);
    });
  }

  frame_ptr encode(const bad_request& refused) const override {
    if (refused.ack.empty()) return error_event(refused.why, refused.event);
    return ack_frame({{{}, refused.ack, {}}, refused.why});
  }
};

}  // namespace

const codec& socket_io() {
  static const socket_io_codec the_codec;
  return the_codec;
}

}  // namespace parley::net

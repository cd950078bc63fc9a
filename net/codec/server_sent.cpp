#include <algorithm>

#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "net/json/writer.hpp"

namespace parley::net {

namespace {

using namespace actors;

/// One event; `write` appends its data, JSON on one line.
template <class Write>
std::shared_ptr<frame> event_frame(std::string_view name, std::size_t expected,
                                   Write write) {
  auto made = std::make_shared<frame>();
  made->bytes.reserve(expected + name.size() + 20);
  made->bytes.append("event: ").append(name).append("\ndata: ");
  write(made->bytes);
  made->bytes += "\n\n";
  return made;
}

// Line breaks in JSON stand between its parts only; here they would end the
// event.
void append_line(std::string& out, std::string_view json) {
  auto start = static_cast<std::ptrdiff_t>(out.size());
  out += json;
  std::replace_if(
      out.begin() + start, out.end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

frame_ptr encode_event(const room_event& event, room_words in) {
  auto payload = payload_of(event, in);
  auto made =
      event_frame(name_of(event, in), payload->size(),
                  [&](std::string& out) { append_line(out, *payload); });
  made->service = event.service;
  made->key = coalescing_key(event);
  made->room = event.room;
  made->seq = event.seq;
  return made;
}

frame_ptr error_event(const core::failure& why, std::string_view event) {
  return event_frame("error", 120, [&](std::string& text) {
    json::writer out{text};
    append_error(out, why, event);
  });
}

class server_sent_codec final : public codec {
 public:
  frame_ptr encode(const room_event& event, room_words in) const override {
    auto slot = static_cast<std::size_t>(encoding_slot::server_sent);
    const auto& slots = slots_of(event, in);
    return std::static_pointer_cast<const frame>(slots.get(slot, [&] {
      return std::shared_ptr<const void>{encode_event(event, in)};
    }));
  }

  // Nobody asks over a stream; a room may still refuse what the server asked.
  frame_ptr encode(const reply& answer) const override {
    const auto* failed = std::get_if<core::failure>(&answer.body);
    return error_event(failed != nullptr ? *failed : core::errc::internal,
                       answer.to.event);
  }

  frame_ptr encode(const notice& what) const override {
    return event_frame(name_of(what), 120, [&](std::string& text) {
      json::writer out{text};
      append_data(out, what);
    });
  }

  frame_ptr encode(const bad_request& refused) const override {
    return error_event(refused.why, refused.event);
  }
};

}  // namespace

const codec& server_sent() {
  static const server_sent_codec the_codec;
  return the_codec;
}

}  // namespace parley::net

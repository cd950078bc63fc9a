#include "net/engineio/packet.hpp"

#include "core/base64.hpp"
#include "net/json/writer.hpp"

namespace parley::net::engineio {

namespace {

constexpr char binary_prefix = 'b';

core::failure refusal(std::string_view why) {
  return {core::errc::invalid_request, std::string{why}};
}

// `room`: where the bytes of a base64 packet go.
core::result<packet> decode(std::string_view text, char* room) {
  if (text.empty()) return refusal("an Engine.IO packet is empty");
  const char first = text.front();
  text.remove_prefix(1);
  if (first == binary_prefix) {
    const auto size = core::decode_base64(text, room);
    if (!size) return refusal("a binary packet is not base64");
    return packet{packet_type::message, {room, *size}, true};
  }
  if (first < type_digit(packet_type::open) ||
      first > type_digit(packet_type::noop))
    return refusal("unknown Engine.IO packet type");
  return packet{static_cast<packet_type>(first - '0'), text};
}

}  // namespace

core::result<packet> decode(std::string_view text, std::string& bytes) {
  if (text.starts_with(binary_prefix)) bytes.resize(text.size());
  return decode(text, bytes.data());
}

core::result<packet> decode_in_place(std::span<char> text) {
  return decode({text.data(), text.size()}, text.data());
}

std::size_t text_size(const packet& p) {
  return 1 +
         (p.binary ? core::base64_size(p.payload.size()) : p.payload.size());
}

void append_text(std::string& out, const packet& p) {
  if (p.binary) {
    out += binary_prefix;
    core::append_base64(out, p.payload);
    return;
  }
  out += type_digit(p.type);
  out += p.payload;
}

void append_open(std::string& out, const handshake& h) {
  out += type_digit(packet_type::open);
  json::writer w{out};
  w.begin_object().member("sid", h.sid).key("upgrades").begin_array();
  if (h.may_upgrade) w.value("websocket");
  w.end_array()
      .member("pingInterval", h.ping_interval.count())
      .member("pingTimeout", h.ping_timeout.count())
      .member("maxPayload", h.max_payload)
      .end_object();
}

}  // namespace parley::net::engineio

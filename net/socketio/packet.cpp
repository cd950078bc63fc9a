#include "net/socketio/packet.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "net/json/writer.hpp"

namespace parley::net::socketio {

namespace {

using core::errc;
using core::failure;
using core::result;

// More could not be told from a number that no limit allows.
constexpr std::size_t max_count_digits = 9;

// What the libraries on both sides emit themselves.
constexpr std::array<std::string_view, 6> reserved_names{
    "connect",       "connect_error", "disconnect",
    "disconnecting", "newListener",   "removeListener"};

failure refusal(std::string_view why) {
  return {errc::invalid_request, std::string{why}};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const auto size = static_cast<std::size_t>(end - text.begin());
  const auto digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

std::uint64_t number(std::string_view digits) {
  std::uint64_t out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

result<packet_type> take_type(std::string_view& text) {
  if (text.empty() || text.front() < '0' || text.front() > '6')
    return refusal("unknown Socket.IO packet type");
  const auto type = static_cast<packet_type>(text.front() - '0');
  text.remove_prefix(1);
  return type;
}

result<std::size_t> take_attachments(std::string_view& text,
                                     const packet_limits& limits) {
  const auto digits = take_digits(text);
  if (digits.empty() || !text.starts_with('-'))
    return refusal("a binary packet without a count of attachments");
  text.remove_prefix(1);
  if (digits.size() > max_count_digits ||
      number(digits) > limits.max_attachments)
    return failure{errc::payload_too_large, "too many attachments"};
  const std::size_t count = number(digits);
  if (count == 0) return refusal("a binary packet without attachments");
  return count;
}

// Up to the comma, or all if there is none.
std::string_view take_nsp(std::string_view& text) {
  if (!text.starts_with('/')) return "/";
  const auto nsp = text.substr(0, text.find(','));
  text.remove_prefix(std::min(nsp.size() + 1, text.size()));
  return nsp;
}

result<std::optional<std::uint64_t>> take_id(std::string_view& text) {
  const auto digits = take_digits(text);
  if (digits.empty()) return std::optional<std::uint64_t>{};
  if (digits.size() > max_id_digits) return refusal("an ack id is too long");
  return std::optional{number(digits)};
}

bool payload_fits(packet_type type, json::kind kind) {
  switch (type) {
    case packet_type::connect:
      return kind == json::kind::object || kind == json::kind::absent;
    case packet_type::disconnect:
      return kind == json::kind::absent;
    case packet_type::connect_error:
      return kind == json::kind::object || kind == json::kind::string;
    default:
      return kind == json::kind::array;
  }
}

result<json::value> read_payload(const packet& p, json::parser& parser) {
  json::value data;
  if (!p.payload.empty()) {
    // The parser would pass over it; the original reads it as an id.
    if (static_cast<unsigned char>(p.payload.front()) <= ' ')
      return refusal("white space in front of a payload");
    auto parsed = parser.parse_padded(p.payload);
    if (!parsed) return parsed.error();
    data = *parsed;
  }
  if (!payload_fits(p.type, data.kind()))
    return refusal("the payload does not fit the packet's type");
  return data;
}

// The name of an event as a listener would know it.
result<std::string_view> event_name(const packet& p) {
  const auto first = p.data.at(0);
  const auto name = first.as_string();
  if (!name) {
    if (first.kind() == json::kind::number) return p.args[0];
    return refusal("an event's first element must be its name");
  }
  if (std::ranges::find(reserved_names, *name) != reserved_names.end())
    return refusal("the event's name is reserved");
  const auto written = p.args[0];
  const bool has_escapes = written.size() != name->size() + 2;
  return has_escapes ? *name : written.substr(1, name->size());
}

void append_type(std::string& out, packet_type type) {
  out += static_cast<char>('0' + static_cast<int>(type));
}

void append_nsp(std::string& out, std::string_view nsp) {
  if (nsp == "/") return;
  out += nsp;
  out += ',';
}

void append_head(std::string& out, packet_type type, std::string_view nsp) {
  append_type(out, type);
  append_nsp(out, nsp);
}

void append_head(std::string& out, packet_type plain, packet_type binary,
                 const envelope& to) {
  if (to.attachments == 0) append_type(out, plain);
  else {
    append_type(out, binary);
    json::append_number(out, std::uint64_t{to.attachments});
    out += '-';
  }
  append_nsp(out, to.nsp);
  if (to.id) json::append_number(out, *to.id);
}

void append_args(json::writer& w, std::span<const std::string_view> args) {
  for (auto arg : args) w.value(json::raw{arg});
}

}  // namespace

core::result<packet> split(std::string_view text, const packet_limits& limits) {
  packet out;
  const auto type = take_type(text);
  if (!type) return type.error();
  out.type = *type;
  if (is_binary(out.type)) {
    const auto count = take_attachments(text, limits);
    if (!count) return count.error();
    out.attachments = *count;
  }
  out.nsp = take_nsp(text);
  const auto id = take_id(text);
  if (!id) return id.error();
  out.id = *id;
  out.payload = text;
  return out;
}

core::result<packet> decode(std::string_view text, json::parser& parser,
                            const packet_limits& limits) {
  auto head = split(text, limits);
  if (!head) return head.error();
  auto& out = *head;
  const auto data = read_payload(out, parser);
  if (!data) return data.error();
  out.data = *data;
  if (!out.payload.empty())
    if (auto mended = parser.mended()) out.payload = *mended;
  if (out.data.kind() != json::kind::array) return out;
  out.args = {out.payload, out.data.size()};
  if (!is_event(out.type)) return out;
  const auto name = event_name(out);
  if (!name) return name.error();
  out.name = *name;
  out.args = out.args.without_first();
  return out;
}

void append_connect(std::string& out, std::string_view nsp,
                    std::string_view sid, std::string_view pid) {
  append_head(out, packet_type::connect, nsp);
  json::writer w{out};
  w.begin_object().member("sid", sid);
  if (!pid.empty()) w.member("pid", pid);
  w.end_object();
}

void append_connect_error(std::string& out, std::string_view nsp,
                          std::string_view message, std::string_view data) {
  append_head(out, packet_type::connect_error, nsp);
  json::writer w{out};
  w.begin_object().member("message", message);
  if (!data.empty()) w.member("data", json::raw{data});
  w.end_object();
}

void append_disconnect(std::string& out, std::string_view nsp) {
  append_head(out, packet_type::disconnect, nsp);
}

void append_event(std::string& out, const envelope& to, std::string_view name,
                  std::span<const std::string_view> args) {
  append_head(out, packet_type::event, packet_type::binary_event, to);
  json::writer w{out};
  w.begin_array().value(name);
  append_args(w, args);
  w.end_array();
}

void append_ack(std::string& out, const envelope& to,
                std::span<const std::string_view> args) {
  append_head(out, packet_type::ack, packet_type::binary_ack, to);
  json::writer w{out};
  w.begin_array();
  append_args(w, args);
  w.end_array();
}

void append_placeholder(std::string& out, std::size_t number) {
  json::writer{out}
      .begin_object()
      .member("_placeholder", true)
      .member("num", number)
      .end_object();
}

}  // namespace parley::net::socketio

#include <nlohmann/json.hpp>

#include "core/time.hpp"
#include "net/json/msgpack.hpp"
#include "net/json/writer.hpp"
#include "net/socketio/frames.hpp"
#include "net/socketio/packet_format.hpp"

namespace parley::net::socketio {

namespace {

using core::errc;
using core::failure;
using core::result;
using document = nlohmann::json;
using attachment_list = std::span<const std::string_view>;

// -- writing ------------------------------------------------------------------

/// The attachment that belongs in this place, or null.
const std::string_view* attachment_for(const document& place,
                                       attachment_list all) {
  auto mark = place.find("_placeholder");
  auto number = place.find("num");
  if (mark == place.end() || *mark != true || number == place.end())
    return nullptr;
  return &all[number->get<std::size_t>()];
}

document data_of(std::string_view payload, attachment_list attachments) {
  return document::parse(
      payload, [&](int, document::parse_event_t event, document& parsed) {
        if (attachments.empty() || event != document::parse_event_t::object_end)
          return true;
        if (const auto* bytes = attachment_for(parsed, attachments))
          parsed = document::binary({bytes->begin(), bytes->end()});
        return true;
      });
}

/// Attachments have no packet types of their own here.
packet_type type_without_attachments(packet_type type) {
  if (type == packet_type::binary_event) return packet_type::event;
  return type == packet_type::binary_ack ? packet_type::ack : type;
}

document map_of(const packet& p, attachment_list attachments) {
  document map{{"type", type_without_attachments(p.type)}, {"nsp", p.nsp}};
  if (!p.payload.empty()) map["data"] = data_of(p.payload, attachments);
  if (p.id) map["id"] = *p.id;
  return map;
}

// -- reading ------------------------------------------------------------------

constexpr std::size_t milliseconds_size = 8;
constexpr auto first_year = core::timestamp{} - std::chrono::days{719'162};
constexpr auto behind_years = core::timestamp{} + std::chrono::days{2'932'897};

/// JavaScript's milliseconds; nothing: not in the years 1 to 9999.
std::optional<core::timestamp> date_of(std::string_view bytes) {
  std::uint64_t ms = 0;
  for (char each : bytes) ms = ms << 8 | static_cast<unsigned char>(each);
  std::chrono::milliseconds since{static_cast<std::int64_t>(ms)};
  auto when = core::timestamp{} + since;
  if (when < first_year || when >= behind_years) return std::nullopt;
  return when;
}

/// Takes out what JSON has no word for, as notepack.io writes it.
class attachment_taker {
 public:
  bool operator()(json::writer& out, const json::msgpack_bytes& found) {
    if (found.ext && *found.ext != 0) return false;
    if (found.ext && found.bytes == std::string_view{"\0", 1}) {
      out.null();  // undefined
      return true;
    }
    if (found.ext && found.bytes.size() == milliseconds_size) {
      auto when = date_of(found.bytes);
      if (when) out.value(*when);
      return when.has_value();
    }
    std::string place;
    append_placeholder(place, taken.size());
    out.value(json::raw{place});
    taken.emplace_back(found.bytes);
    return true;
  }

  std::vector<std::string> taken;
};

failure refusal(std::string_view why) {
  return {errc::invalid_request, std::string{why}};
}

/// The packet as text, without the attachments.
result<std::string> text_of(const json::object& map, std::size_t attachments) {
  auto type = map.unsigned_integer(
      "type", static_cast<std::uint64_t>(packet_type::connect_error));
  if (!type) return type.error();
  auto nsp = map["nsp"].as_string();
  if (!nsp || !nsp->starts_with('/') || nsp->find(',') != nsp->npos)
    return refusal("nsp must be a namespace");
  auto id = map.optional_unsigned_integer("id");
  if (!id) return id.error();
  auto digit = static_cast<char>('0' + *type);
  std::string out{digit};
  if (attachments > 0) {
    if (digit != '2' && digit != '3') return refusal("bytes in this packet");
    out = static_cast<char>(digit + 3);
    out += std::to_string(attachments) + '-';
  }
  if (*nsp != "/") out.append(*nsp).append(",");
  if (*id) out += std::to_string(**id);
  if (map.has("data")) map["data"].append_to(out);
  return out;
}

// -----------------------------------------------------------------------------

class msgpack_format final : public packet_format {
 public:
  std::vector<frame_ptr> frames_of(frame_ptr text,
                                   attachment_list attachments) const override {
    auto content = websocket::content_of(text->bytes).payload;
    content.remove_prefix(1);  // Engine.IO's type, which binary ones lack
    auto made = std::make_shared<frame>();
    auto mark = websocket::open_frame(made->bytes, content.size());
    document::to_msgpack(map_of(split(content).value(), attachments),
                         made->bytes);
    websocket::finish_frame(made->bytes, mark, websocket::opcode::binary);
    made->service = text->service;
    made->key = text->key;
    return {std::move(made)};
  }

  result<std::optional<received>> read(packet_reader& with,
                                       const session_message& message,
                                       json::parser& parser,
                                       std::string& memory) const override {
    if (!message.binary) return refusal("this parser has no text");
    attachment_taker take;
    auto got = json::read_msgpack(message.content, std::ref(take));
    if (got.flaw) return *got.flaw;
    auto value = parser.parse(got.text);
    if (!value) return value.error();
    auto map = value->as_object();
    if (!map) return map.error();
    auto text = text_of(*map, take.taken.size());
    if (!text) return text.error();
    memory = std::move(*text);
    auto size = memory.size();
    memory.append(json::parser::padding, '\0');
    auto complete = with.feed_text({memory.data(), size}, parser);
    for (const auto& bytes : take.taken)
      if (complete) complete = with.feed_binary(bytes);
    return complete;
  }
};

}  // namespace

const packet_format& msgpack_packets() {
  static const msgpack_format the_format;
  return the_format;
}

}  // namespace parley::net::socketio

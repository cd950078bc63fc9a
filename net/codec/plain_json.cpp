#include "actors/messages/client_events.hpp"
#include "core/validation.hpp"
#include "net/codec/codec.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/message_body.hpp"
#include "net/json/object.hpp"
#include "net/json/writer.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net {

namespace {

using namespace actors;
using core::result;

constexpr std::size_t longest_broadcast = 1 << 20;
constexpr std::size_t longest_ack = 64;
constexpr std::size_t longest_token = 8 << 10;

// -- client events ------------------------------------------------------------

result<room_action> read_broadcast(const json::object& data) {
  auto event = data.string("event", {core::limits::event_name, 1});
  if (!event) return event.error();
  auto body = data.optional_raw("data", longest_broadcast);
  if (!body) return body.error();
  return broadcast{std::string{*event}, body->value_or("null")};
}

result<room_action> read_send_message(const json::object& data) {
  auto message = read_message_body(data);
  if (!message) return message.error();
  return std::move(*message);
}

result<room_action> read_join(const json::object& data) {
  auto since = data.optional_unsigned_integer("since");
  if (!since) return since.error();
  auto epoch = data.optional_string("epoch", {64});
  if (!epoch) return epoch.error();
  return join_channel{*since, std::string{epoch->value_or("")}};
}

result<room_action> read_leave(const json::object&) { return leave_channel{}; }

result<room_action> read_typing(const json::object& data) {
  auto flag = data.optional_boolean("isTyping");
  if (!flag) return flag.error();
  return signal_typing{flag->value_or(true)};
}

result<room_action> read_typing_start(const json::object&) {
  return signal_typing{true};
}

result<room_action> read_typing_stop(const json::object&) {
  return signal_typing{false};
}

struct event_reader {
  std::string_view name;
  result<room_action> (*read)(const json::object& data);
};

/// Events that go to a room; the most frequent first.
constexpr event_reader room_events[] = {
    {"broadcast", read_broadcast},     {"send_message", read_send_message},
    {"typing", read_typing},           {"typing_start", read_typing_start},
    {"typing_stop", read_typing_stop}, {"join_channel", read_join},
    {"leave_channel", read_leave},
};

result<client_request> read_event(const json::object& root,
                                  std::string_view name, std::string ack) {
  auto data = root.optional_child("data");
  if (!data) return data.error();
  json::object body = data->value_or(json::object{});
  if (name == "authenticate") {
    auto token = body.string("token", {longest_token, 1});
    if (!token) return token.error();
    return client_request{std::move(ack), "authenticate",
                          authenticate{std::string{*token}}};
  }
  for (const auto& known : room_events) {
    if (known.name != name) continue;
    auto room = body.id<core::room_id>("channelId");
    if (!room) return room.error();
    auto action = known.read(body);
    if (!action) return action.error();
    return client_request{std::move(ack), known.name,
                          room_request{*room, std::move(*action)}};
  }
  return core::failure{core::errc::unknown_event};
}

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

std::uint64_t coalescing_key(const room_event& event) {
  if (event.service != service_class::latest_wins) return 0;
  core::user_id who;
  if (const auto* typing = std::get_if<typing_changed>(&event.body))
    who = typing->who;
  if (const auto* presence = std::get_if<presence_changed>(&event.body))
    who = presence->who;
  auto key = std::hash<core::room_id>{}(event.room) * 31 +
             std::hash<core::user_id>{}(who)*7 + event.body.index();
  return key == 0 ? 1 : key;
}

frame_ptr encode_event(const room_event& event) {
  auto payload = payload_of(event);
  auto made = text_frame(payload->size() + 40, [&](std::string& out) {
    out += R"({"event":)";
    json::append_string(out, name_of(event));
    out += R"(,"data":)";
    out += *payload;
    out += '}';
  });
  made->service = event.service;
  made->key = coalescing_key(event);
  return made;
}

struct notice_writer {
  json::writer& out;

  void operator()(const welcome& it) const {
    begin("authenticated")
        .member("userId", it.user)
        .member("deviceId", it.device)
        .member("expiresAt", it.expires_at);
    end();
  }
  void operator()(const token_expiring& it) const {
    begin("token_expiring").member("expiresAt", it.expires_at);
    end();
  }
  void operator()(const room_removed& it) const {
    begin("room_removed").member("channelId", it.room);
    end();
  }
  void operator()(const room_restarted& it) const {
    begin("error")
        .member("message", "The room restarted: join it again")
        .member("code", "UNAVAILABLE")
        .member("event", "join_channel")
        .member("channelId", it.room);
    end();
  }
  void operator()(const server_draining& it) const {
    begin("server_draining").member("reconnectAfter", it.reconnect_after_ms);
    end();
  }

 private:
  json::writer& begin(const char* name) const {
    return out.begin_object().member("event", name).key("data").begin_object();
  }
  void end() const { out.end_object().end_object(); }
};

class plain_json_codec final : public codec {
 public:
  std::variant<client_request, bad_request> decode(
      json::parser& parser, std::string_view text) const override {
    auto document = parser.parse_padded(text);
    if (!document) return bad_request{document.error(), {}, {}};
    auto root = document->as_object();
    if (!root)
      return bad_request{{core::errc::invalid_request,
                          "a frame must be an object with event and data"},
                         {},
                         {}};
    auto id = (*root)["id"];
    std::string ack;
    if (!id.absent() && id.kind() != json::kind::null) {
      ack = id.text();
      bool fit = (id.kind() == json::kind::number ||
                  id.kind() == json::kind::string) &&
                 ack.size() <= longest_ack;
      if (!fit)
        return bad_request{{core::errc::invalid_request,
                            "id must be a number or a short string"},
                           {},
                           {}};
    }
    auto name = root->string("event", {core::limits::event_name, 1});
    if (!name) return bad_request{name.error(), std::move(ack), {}};
    auto request = read_event(*root, *name, ack);
    if (!request)
      return bad_request{request.error(), std::move(ack), std::string{*name}};
    return std::move(*request);
  }

  frame_ptr encode(const room_event& event) const override {
    auto slot = static_cast<std::size_t>(encoding_slot::plain_json);
    return std::static_pointer_cast<const frame>(event.encoded.get(slot, [&] {
      return std::shared_ptr<const void>{encode_event(event)};
    }));
  }

  frame_ptr encode(const reply& answer) const override {
    const auto* failed = std::get_if<core::failure>(&answer.body);
    if (answer.to.ack.empty() && failed != nullptr)
      return error_event(*failed, answer.to.event);
    return ack_frame(answer.to.ack, answer.body);
  }

  frame_ptr encode(const bad_request& refused) const override {
    if (refused.ack.empty()) return error_event(refused.why, refused.event);
    return ack_frame(refused.ack, refused.why);
  }

  frame_ptr encode(const notice& what) const override {
    return text_frame(160, [&](std::string& text) {
      json::writer out{text};
      std::visit(notice_writer{out}, what);
    });
  }

 private:
  static frame_ptr ack_frame(std::string_view ack, const reply_body& body) {
    bool large =
        std::holds_alternative<std::shared_ptr<const join_result>>(body);
    return text_frame(large ? 4096 : 120, [&](std::string& text) {
      text += R"({"ack":)";
      text += ack;
      text += R"(,"data":)";
      append_reply(text, body);
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

}  // namespace

const codec& plain_json() {
  static const plain_json_codec the_codec;
  return the_codec;
}

}  // namespace parley::net

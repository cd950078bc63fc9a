#include "net/codec/client_event.hpp"

#include "core/validation.hpp"
#include "net/codec/message_body.hpp"

namespace parley::net {

namespace {

using namespace actors;
using core::result;

constexpr std::size_t longest_broadcast = 1 << 20;
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

}  // namespace

core::result<client_request> read_client_event(std::string_view name,
                                               const json::object& data,
                                               std::string ack) {
  if (name == "authenticate") {
    auto token = data.string("token", {longest_token, 1});
    if (!token) return token.error();
    return client_request{std::move(ack), "authenticate",
                          authenticate{std::string{*token}}};
  }
  for (const auto& known : room_events) {
    if (known.name != name) continue;
    auto room = data.id<core::room_id>("channelId");
    if (!room) return room.error();
    auto action = known.read(data);
    if (!action) return action.error();
    return client_request{std::move(ack), known.name,
                          room_request{*room, std::move(*action)}};
  }
  return core::failure{core::errc::unknown_event};
}

}  // namespace parley::net

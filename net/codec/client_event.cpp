#include "net/codec/client_event.hpp"

#include "core/validation.hpp"
#include "net/codec/event_doc.hpp"
#include "net/codec/message_body.hpp"
#include "net/codec/presence_words.hpp"
#include "net/codec/words.hpp"

namespace parley::net {

namespace {

using namespace actors;
using core::result;

constexpr std::size_t longest_broadcast = 1 << 20;
constexpr std::size_t longest_token = 8 << 10;
constexpr std::size_t longest_edit = 1 << 20;  // the room knows its own limit

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

result<room_action> read_send_text(const json::object& data) {
  auto message = read_message_body(data);
  if (!message) return message.error();
  if (core::is_blank(message->content))
    return data.refuse("content", "must have text");
  return std::move(*message);
}

result<room_action> read_join(const json::object& data) {
  auto since = data.optional_unsigned_integer("since");
  if (!since) return since.error();
  auto epoch = data.optional_string("epoch", {64});
  if (!epoch) return epoch.error();
  return join_channel{*since, std::string{epoch->value_or("")}};
}

result<room_action> read_typing(const json::object& data) {
  auto flag = data.optional_boolean("isTyping");
  if (!flag) return flag.error();
  return signal_typing{flag->value_or(true)};
}

result<core::message_id> read_message_id(const json::object& data) {
  return data.id<core::message_id>(data.has("messageId") ? "messageId" : "id");
}

result<room_action> read_change(core::entry_kind what,
                                const json::object& data) {
  auto id = read_message_id(data);
  if (!id) return id.error();
  return change_message{*id, what, {}};
}

result<room_action> read_edit(const json::object& data) {
  auto id = read_message_id(data);
  if (!id) return id.error();
  auto content = data.string("content", {longest_edit, 1});
  if (!content) return content.error();
  return change_message{*id, core::entry_kind::edited, std::string{*content}};
}

result<room_action> read_reaction(core::entry_kind what,
                                  const json::object& data) {
  auto id = read_message_id(data);
  if (!id) return id.error();
  auto emoji = data.string("emoji", {core::limits::emoji, 1});
  if (!emoji) return emoji.error();
  return change_message{*id, what, std::string{*emoji}};
}

result<room_action> read_pin(const json::object& data) {
  auto pinned = data.optional_boolean("pinned");
  if (!pinned) return pinned.error();
  return read_change(pinned->value_or(true) ? core::entry_kind::pinned
                                            : core::entry_kind::unpinned,
                     data);
}

result<room_action> read_mark(room_act act, const json::object& data) {
  auto seq = data.unsigned_integer("seq");
  if (!seq) return seq.error();
  mark_read what;
  what.back = act == room_act::mark_unread;
  if (act == room_act::delivered) what.mark.delivered = *seq;
  else what.mark.read = what.back && *seq > 0 ? *seq - 1 : *seq;
  return what;
}

result<room_action> read_action(room_act act, const json::object& data) {
  switch (act) {
    case room_act::broadcast:
      return read_broadcast(data);
    case room_act::send:
      return read_send_message(data);
    case room_act::send_text:
      return read_send_text(data);
    case room_act::type:
      return read_typing(data);
    case room_act::type_start:
      return signal_typing{true};
    case room_act::type_stop:
      return signal_typing{false};
    case room_act::join:
      return read_join(data);
    case room_act::edit:
      return read_edit(data);
    case room_act::erase:
      return read_change(core::entry_kind::deleted, data);
    case room_act::react:
      return read_reaction(core::entry_kind::reacted, data);
    case room_act::unreact:
      return read_reaction(core::entry_kind::unreacted, data);
    case room_act::pin:
      return read_pin(data);
    case room_act::unpin:
      return read_change(core::entry_kind::unpinned, data);
    case room_act::mark_read:
    case room_act::mark_unread:
    case room_act::delivered:
      return read_mark(act, data);
    case room_act::leave:
      break;
  }
  return leave_channel{};
}

// -- the data of an event -----------------------------------------------------

result<json::object> members_of(json::value data) {
  if (data.absent() || data.kind() == json::kind::null) return json::object{};
  if (data.kind() == json::kind::object) return data.as_object();
  return core::failure{core::errc::invalid_request,
                       "the data of an event must be an object"};
}

const event_doc* find_call_event(std::string_view name) {
  for (const auto& each : call_events())
    if (each.name == name) return &each;
  return nullptr;
}

// Where several words have an event of this name, the room's id tells which.
const client_word* find_word(std::string_view name, const json::object& data) {
  const client_word* first = nullptr;
  for (const auto& each : client_words()) {
    if (each.event != name) continue;
    if (data.has(id_member(each.words))) return &each;
    if (first == nullptr) first = &each;
  }
  return first;
}

result<core::room_id> read_bare_id(std::string_view text) {
  if (auto id = core::room_id::parse(text)) return *id;
  return core::failure{core::errc::invalid_request,
                       "the data must be the id of a room"};
}

result<authenticate> read_authenticate(const json::object& data) {
  auto token = data.string("token", {longest_token, 1});
  if (!token) return token.error();
  return authenticate{std::string{*token}};
}

core::result<client_request> as_request(std::string_view name, std::string ack,
                                        core::result<presence_action> action) {
  if (!action) return action.error();
  for (const auto& each : presence_words())
    if (each.name == name) name = each.name;  // static text
  return client_request{std::move(ack), name, std::move(*action)};
}

constexpr event_doc authenticate_doc{
    "authenticate", "Shows a token: at the start, or a newer one later",
    "Authenticate", "Ok"};

}  // namespace

core::result<client_request> read_client_event(std::string_view name,
                                               json::value data,
                                               std::string ack) {
  auto given = members_of(data);
  auto members = given ? *given : json::object{};
  if (name == authenticate_doc.name) {
    auto shown = given ? read_authenticate(members) : given.error();
    if (!shown) return shown.error();
    return client_request{std::move(ack), authenticate_doc.name,
                          std::move(*shown)};
  }
  if (const auto* about = find_call_event(name)) {
    auto asked = given ? read_call_event(name, members) : given.error();
    if (!asked) return asked.error();
    return client_request{std::move(ack), about->name, std::move(*asked)};
  }
  if (auto asked = read_presence_event(name, members)) {
    if (!given) return given.error();
    return as_request(name, std::move(ack), std::move(*asked));
  }
  const auto* word = find_word(name, members);
  if (word == nullptr) return core::failure{core::errc::unknown_event};
  auto bare = word->bare_id ? data.as_string() : std::nullopt;
  if (!bare && !given) return given.error();
  auto room = bare ? read_bare_id(*bare)
                   : members.id<core::room_id>(id_member(word->words));
  if (!room) return room.error();
  auto action = read_action(word->act, members);
  if (!action) return action.error();
  return client_request{
      std::move(ack), word->event,
      room_request{*room, std::move(*action), word->words, word->joins}};
}

std::vector<event_doc> client_events() {
  std::vector<event_doc> all{authenticate_doc};
  for (const auto& each : client_words())
    if (each.words == actors::room_words::channel)
      all.push_back({each.event, each.summary, each.data, each.ack});
  for (const auto& each : call_events()) all.push_back(each);
  for (const auto& each : presence_words()) all.push_back(each);
  return all;
}

}  // namespace parley::net

#include "net/codec/presence_words.hpp"

#include "core/read_time.hpp"
#include "core/validation.hpp"

namespace parley::net {

namespace {

using namespace actors;
using core::presence_status;

constexpr event_doc words[] = {
    {"presence_set", "Says what one is, with words of one's own", "PresenceSet",
     "Ok"},
    {"presence_subscribe",
     "Looks at these users and no others: hears what they are and become",
     "PresenceSubscribe", "Ok"},
    {"presence_unsubscribe", "Looks at nobody any more", "Nothing", "Ok"},
};

// Who asks to be offline wants to look so.
constexpr json::enum_name<presence_status> statuses[] = {
    {"online", presence_status::online},
    {"away", presence_status::away},
    {"busy", presence_status::busy},
    {"invisible", presence_status::invisible},
    {"offline", presence_status::invisible},
};

core::result<std::optional<core::timestamp>> read_end(
    const json::object& data) {
  auto text = data.optional_string("expiresAt", {40});
  if (!text) return text.error();
  std::optional<core::timestamp> end;
  if (!*text) return end;
  end = core::read_iso8601(**text);
  if (!end || *end <= core::now())
    return data.refuse("expiresAt",
                       "must be a time that lies ahead (ISO 8601)");
  return end;
}

core::result<presence_action> read_set(const json::object& data) {
  auto status = data.one_of("status", statuses);
  if (!status) return status.error();
  auto text = data.optional_string("text", {core::limits::status_text});
  if (!text) return text.error();
  if (*text)
    if (auto ok = core::check_status_text(**text); !ok) return ok.error();
  auto end = read_end(data);
  if (!end) return end.error();
  core::presence_wish wish{*status, {}, *end};
  if (*text) wish.text = std::string{**text};
  return choose_presence{std::move(wish)};
}

core::result<presence_action> read_subscribe(const json::object& data) {
  if (!data.has("userIds")) return data.refuse("userIds", "must be a list");
  auto users = data.ids<core::user_id>("userIds", look_at::most);
  if (!users) return users.error();
  return look_at{std::move(*users)};
}

}  // namespace

std::span<const event_doc> presence_words() { return words; }

std::optional<core::result<presence_action>> read_presence_event(
    std::string_view name, const json::object& data) {
  if (name == words[0].name) return read_set(data);
  if (name == words[1].name) return read_subscribe(data);
  if (name == words[2].name) return presence_action{look_at{}};
  return std::nullopt;
}

void append_presence(json::writer& out, const presence_changed& what) {
  out.begin_object();
  append_presence_members(out, what);
  out.end_object();
}

void append_status(json::writer& out, const presence_changed& what) {
  out.member("status", core::word_for(what.status)).key("lastSeen");
  if (what.last_seen == core::timestamp{}) {
    out.null();
  } else {
    out.value(what.last_seen);
  }
}

void append_presence_members(json::writer& out, const presence_changed& what) {
  out.member("userId", what.who);
  append_status(out, what);
  if (!what.text.empty()) out.member("text", what.text);
}

}  // namespace parley::net

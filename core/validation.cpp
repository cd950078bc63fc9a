#include "core/validation.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

failure invalid(std::string path, std::string must) {
  return failure{flaw{std::move(path), std::move(must)}};
}

bool alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

bool control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// Names of events that only the server may originate, and those that Socket.IO
// reserves: a broadcast must not be able to imitate them.
constexpr auto server_events = std::to_array<std::string_view>({
    "authenticated",
    "call_accepted",
    "call_answered_elsewhere",
    "call_busy",
    "call_ended",
    "call_incoming",
    "call_media",
    "call_missed",
    "call_participants",
    "call_rejected",
    "call_ringing",
    "call_signal",
    "channel_archived",
    "channel_created",
    "channel_deleted",
    "channel_updated",
    "connect",
    "connect_error",
    "disconnect",
    "disconnecting",
    "draft",
    "error",
    "group_deleted",
    "group_member_joined",
    "group_member_left",
    "group_removed",
    "group_updated",
    "invited",
    "join_request",
    "join_request_decided",
    "joined",
    "member_updated",
    "message",
    "message_deleted",
    "message_unsent",
    "message_updated",
    "newListener",
    "new_message",
    "notification",
    "pin",
    "presence",
    "reaction",
    "read",
    "removeListener",
    "room_added",
    "room_removed",
    "server_draining",
    "session_resolved",
    "stream_chunk",
    "stream_complete",
    "stream_delta",
    "stream_failed",
    "stream_start",
    "stream_stopped",
    "token_expiring",
    "typing",
    "unread",
    "user_banned",
    "user_joined",
    "user_left",
    "user_unbanned",
    "user_updated",
});
static_assert(std::is_sorted(server_events.begin(), server_events.end()));

// White space and line ends of ECMAScript, as UTF-8.
constexpr auto spaces = std::to_array<std::string_view>({
    " ",
    "\t",
    "\n",
    "\v",
    "\f",
    "\r",
    "\xc2\xa0",
    "\xe1\x9a\x80",
    "\xe2\x80\x80",
    "\xe2\x80\x81",
    "\xe2\x80\x82",
    "\xe2\x80\x83",
    "\xe2\x80\x84",
    "\xe2\x80\x85",
    "\xe2\x80\x86",
    "\xe2\x80\x87",
    "\xe2\x80\x88",
    "\xe2\x80\x89",
    "\xe2\x80\x8a",
    "\xe2\x80\xa8",
    "\xe2\x80\xa9",
    "\xe2\x80\xaf",
    "\xe2\x81\x9f",
    "\xe3\x80\x80",
    "\xef\xbb\xbf",
});

}  // namespace

result<void> check_username(std::string_view text) {
  if (text.size() < 3 || text.size() > limits::username)
    return invalid("username", "must have 3 to 32 characters");
  auto plain = [](char c) {
    return alphanumeric(c) || c == '_' || c == '-' || c == '.';
  };
  if (!std::all_of(text.begin(), text.end(), plain))
    return invalid("username", "may contain letters, digits, '_', '-' and '.'");
  if (std::none_of(text.begin(), text.end(), alphanumeric))
    return invalid("username", "needs a letter or a digit");
  return {};
}

result<void> check_email(std::string_view text) {
  auto at = text.find('@');
  auto odd = [](char c) {
    return control(c) || c == ' ' || c == '<' || c == '>' || c == ',' ||
           c == ';' || c == '"';
  };
  bool plausible = text.size() <= limits::email &&
                   at != std::string_view::npos && at > 0 && at <= 64 &&
                   at + 1 < text.size() &&
                   text.find('@', at + 1) == std::string_view::npos &&
                   std::none_of(text.begin(), text.end(), odd);
  if (!plausible) return invalid("email", "is not an e-mail address");
  return {};
}

result<void> check_display_name(std::string_view text) {
  if (text.empty() || text.size() > limits::display_name)
    return invalid("displayName", "must have 1 to 100 bytes");
  if (is_blank(text) || std::any_of(text.begin(), text.end(), control))
    return invalid("displayName",
                   "must not be blank or have control characters");
  return {};
}

result<void> check_avatar(std::string_view text) {
  auto odd = [](char c) {
    return control(c) || c == ' ' || c == '"' || c == '<' || c == '>' ||
           c == '\\';
  };
  bool path = text.starts_with('/') && !text.starts_with("//");
  bool fits = text.empty() || path || text.starts_with("https://") ||
              text.starts_with("http://");
  if (!fits || text.size() > limits::avatar ||
      std::any_of(text.begin(), text.end(), odd))
    return invalid("avatar", "must be an http or https URL, or a path");
  return {};
}

result<void> check_password(std::string_view text) {
  if (text.size() < limits::password_min)
    return invalid("password", "must have at least 8 characters");
  if (text.size() > limits::password_max)
    return invalid("password", "must have at most 72 bytes");
  if (text.find('\0') != std::string_view::npos)
    return invalid("password", "must not contain a NUL character");
  return {};
}

result<void> check_name(std::string_view text) {
  if (text.empty() || text.size() > limits::room_name)
    return invalid("name", "must have 1 to 80 characters");
  if (std::any_of(text.begin(), text.end(), control))
    return invalid("name", "must not contain control characters");
  if (text.front() == ' ' || text.back() == ' ')
    return invalid("name", "must not begin or end with a space");
  return {};
}

result<void> check_status_text(std::string_view text) {
  if (text.size() > limits::status_text)
    return invalid("text", "must have at most 256 bytes");
  if (std::any_of(text.begin(), text.end(), control))
    return invalid("text", "must not contain control characters");
  return {};
}

result<void> check_client_id(std::string_view text) {
  if (text.size() > limits::client_id)
    return invalid("clientId", "must have at most 128 bytes");
  if (text.starts_with(server_client_ids))
    return invalid("clientId", "must not begin as the server's own do");
  return {};
}

result<void> check_content(std::string_view text, std::size_t limit) {
  return check_content(text, {}, limit);
}

// The size first: what is looked at byte by byte is not long.
result<void> check_content(std::string_view text, std::string_view attachments,
                           std::size_t limit) {
  if (text.size() > limit)
    return failure{
        errc::payload_too_large,
        "content must have at most " + std::to_string(limit) + " bytes"};
  if (attachments.empty() && is_blank(text))
    return invalid("content", "must have text");
  return {};
}

result<void> check_emoji(std::string_view text) {
  auto unfit = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '\x7f';
  };
  if (text.empty() || text.size() > limits::emoji ||
      std::any_of(text.begin(), text.end(), unfit))
    return invalid("emoji",
                   "must have 1 to 64 bytes without blanks and slashes");
  return {};
}

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    // The usual message is known by its first letter.
    const auto first = static_cast<unsigned char>(text.front());
    if (first > 0x20 && first < 0x80) return false;
    auto space = std::ranges::find_if(
        spaces, [text](auto each) { return text.starts_with(each); });
    if (space == spaces.end()) return false;
    text.remove_prefix(space->size());
  }
  return true;
}

result<void> check_broadcast_name(std::string_view name) {
  if (name.empty() || name.size() > limits::event_name)
    return invalid("event", "must have 1 to 64 characters");
  auto plain = [](char c) {
    return alphanumeric(c) || c == '_' || c == '-' || c == ':' || c == '.';
  };
  if (!std::all_of(name.begin(), name.end(), plain))
    return invalid("event",
                   "may contain letters, digits, '_', '-', ':' and '.'");
  if (std::binary_search(server_events.begin(), server_events.end(), name))
    return failure{errc::forbidden, "event is reserved for the server"};
  return {};
}

}  // namespace parley::core

#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace parley::core {

/// The limits of what clients may name and say; lengths in bytes of UTF-8.
struct limits {
  static constexpr std::size_t username = 32;
  static constexpr std::size_t display_name = 100;
  static constexpr std::size_t email = 254;
  static constexpr std::size_t avatar = 2048;
  static constexpr std::size_t password_min = 8;
  static constexpr std::size_t password_max = 72;  // bcrypt reads no more
  static constexpr std::size_t room_name = 80;
  static constexpr std::size_t topic = 1024;
  static constexpr std::size_t client_id = 128;
  static constexpr std::size_t event_name = 64;
  static constexpr std::size_t emoji = 64;
  static constexpr std::size_t status_text = 256;
};

/// Letters, digits, `_`, `-`, `.`; 3 to 32; not only dots and dashes.
result<void> check_username(std::string_view text);

/// One `@` with something plausible on both sides; what an address really is
/// only its mail server knows.
result<void> check_email(std::string_view text);

/// 1 to 100 bytes, no control characters, not blank.
result<void> check_display_name(std::string_view text);

/// Empty, an http or https URL, or a path on this server; at most 2048 bytes.
/// Nothing that a browser would run.
result<void> check_avatar(std::string_view text);

/// 8 to 72 bytes without NUL: bcrypt ignores what lies beyond (never truncate
/// in silence).
result<void> check_password(std::string_view text);

/// A group's or channel's name: 1 to 80 bytes, no control characters, not
/// blank, no space at the ends.
result<void> check_name(std::string_view text);

/// A user's own words for what the user is: at most 256 bytes, no control
/// characters.
result<void> check_status_text(std::string_view text);

/// What begins the client ids of messages that the server itself posts.
inline constexpr std::string_view server_client_ids = "server:";

/// What a client may call its message, or empty: at most 128 bytes, and no id
/// of the server's: its message would be taken for a repetition.
result<void> check_client_id(std::string_view text);

/// A message's text: not blank, at most `limit` bytes.
result<void> check_content(std::string_view text, std::size_t limit);

/// The text of a message to be sent, which may be blank beside attachments (a
/// JSON array, or empty: none).
result<void> check_content(std::string_view text, std::string_view attachments,
                           std::size_t limit);

/// What a reaction may be: 1 to 64 bytes of UTF-8 (an emoji, or a name such as
/// `+1`) without blanks, control characters and slashes.
result<void> check_emoji(std::string_view text);

/// Nothing but white space, as JavaScript's `trim` sees it.
bool is_blank(std::string_view text);

/// An event name a client may use in `broadcast`: 1 to 64 of letters, digits,
/// `_`, `-`, `:`, `.`, and none that the server itself sends.
result<void> check_broadcast_name(std::string_view name);

}  // namespace parley::core

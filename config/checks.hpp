#pragma once

// Rules for settings that are text. Each tells what is allowed when the text
// is not acceptable, and nothing when it is.

#include <string_view>

namespace parley::config {

std::string_view not_empty(std::string_view text);

/// trace, debug, info, warn, error or off.
std::string_view is_log_level(std::string_view text);

/// A bearer token long enough not to be guessed; empty: none.
std::string_view is_token(std::string_view text);

/// `https://chat.example`, `http://localhost:5173` or `*`.
std::string_view is_origin(std::string_view text);

/// An IPv4 or IPv6 address, or a network such as 10.0.0.0/8.
std::string_view is_address(std::string_view text);

/// `text/plain`, or the beginning of several: `image/*`.
std::string_view is_media_type(std::string_view text);

/// `host:port`, `[v6]:port` or `unix:/path`.
std::string_view is_listener(std::string_view text);

/// `smtp://user:password@host:587` or `smtps://…`; empty: none.
std::string_view is_smtp_url(std::string_view text);

/// `address` or `name <address>`, of one line; empty: none.
std::string_view is_sender(std::string_view text);

/// `https://…`, or `http://` on this machine, without a user in it: whoever
/// could change the answer on its way could log in as anybody; empty: none.
std::string_view is_key_set_url(std::string_view text);

/// `/peerjs`: plain segments that no other part of the server has; or off.
std::string_view is_mount_path(std::string_view text);

/// Characters that a URL needs not escape, and no slash.
std::string_view is_path_segment(std::string_view text);

/// Printable characters without spaces; empty: none.
std::string_view is_word(std::string_view text);

/// `stun:host:port` or `stuns:…` (RFC 7064).
std::string_view is_stun_url(std::string_view text);

/// `turn:host:port?transport=udp` or `turns:…` (RFC 7065).
std::string_view is_turn_url(std::string_view text);

/// `https://chat.example/app`, without a slash at the end; empty: none.
std::string_view is_link_base(std::string_view text);

}  // namespace parley::config

#include "config/checks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "config/listen_address.hpp"
#include "core/this_machine.hpp"

namespace parley::config {

namespace {

constexpr std::size_t least_token_length = 16;

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_number(std::string_view text, unsigned most) {
  unsigned value = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() &&
         value <= most;
}

bool parses_as(int family, std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(family, std::string{text}.c_str(), address.data()) == 1;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_host(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']'))
    return parses_as(AF_INET6, text.substr(1, text.size() - 2));
  return !text.empty() && std::ranges::all_of(text, is_host_character);
}

bool is_segment(std::string_view text) {
  return !text.empty() && text != "." && text != ".." &&
         std::ranges::all_of(
             text, [](char c) { return is_host_character(c) || c == '~'; });
}

// "host" or "host:port".
bool is_authority(std::string_view text) {
  auto colon = text.rfind(':');
  auto bracket = text.rfind(']');
  bool has_port = colon != std::string_view::npos &&
                  (bracket == std::string_view::npos || colon > bracket);
  if (!has_port) return is_host(text);
  return is_host(text.substr(0, colon)) &&
         is_number(text.substr(colon + 1), 65535);
}

// "stun:" or "stuns:", and the same for TURN.
bool is_ice_address(std::string_view text, std::string_view scheme) {
  if (!text.starts_with(scheme)) return false;
  text.remove_prefix(scheme.size());
  if (text.starts_with('s')) text.remove_prefix(1);
  return text.starts_with(':') && is_authority(text.substr(1));
}

}  // namespace

std::string_view not_empty(std::string_view text) {
  return text.empty() ? "must not be empty" : "";
}

std::string_view is_log_level(std::string_view text) {
  for (std::string_view level :
       {"trace", "debug", "info", "warn", "error", "off"})
    if (text == level) return "";
  return "must be trace, debug, info, warn, error or off";
}

std::string_view is_token(std::string_view text) {
  if (text.empty()) return "";
  if (text.size() >= least_token_length && is_printable(text)) return "";
  return "must have at least 16 characters without spaces";
}

std::string_view is_key_set_url(std::string_view text) {
  if (text.empty()) return "";
  bool printable =
      std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
  bool safe = text.starts_with("https://") ||
              (text.starts_with("http://") && core::is_on_this_machine(text));
  if (printable && safe && !core::has_user_info(text)) return "";
  return "must be an https:// address, or http:// on this machine, without a "
         "user in it";
}

std::string_view is_origin(std::string_view text) {
  if (text == "*") return "";
  for (std::string_view scheme : {"http://", "https://"})
    if (text.starts_with(scheme) && is_authority(text.substr(scheme.size())))
      return "";
  return "must be * or origins such as https://chat.example, without a path";
}

std::string_view is_address(std::string_view text) {
  auto slash = text.find('/');
  auto address = text.substr(0, slash);
  bool v4 = parses_as(AF_INET, address);
  bool known = v4 || parses_as(AF_INET6, address);
  bool prefix_fits = slash == std::string_view::npos ||
                     is_number(text.substr(slash + 1), v4 ? 32 : 128);
  if (known && prefix_fits) return "";
  return "must be IP addresses or networks such as 10.0.0.0/8";
}

std::string_view is_media_type(std::string_view text) {
  auto slash = text.find('/');
  auto star = text.find('*');
  bool has_parts = slash != text.npos && slash > 0 && slash + 1 < text.size();
  bool ends_in_star = star == text.npos || star + 1 == text.size();
  if (has_parts && star > slash && ends_in_star &&
      text.find_first_of(" ;") == text.npos)
    return "";
  return "must be media types such as text/plain or image/*";
}

std::string_view is_listener(std::string_view text) {
  if (read_listen_address(text)) return "";
  return "must be host:port entries with a numeric host, such as [::1]:3000";
}

std::string_view is_smtp_url(std::string_view text) {
  if (text.empty()) return "";
  for (std::string_view scheme : {"smtp://", "smtps://"}) {
    if (!text.starts_with(scheme)) continue;
    auto authority = text.substr(scheme.size());
    if (auto at = authority.rfind('@'); at != std::string_view::npos)
      authority.remove_prefix(at + 1);
    if (is_authority(authority)) return "";
  }
  return "must be like smtp://user:password@mail.example:587";
}

std::string_view is_sender(std::string_view text) {
  auto plain = [](char c) { return c >= ' ' && c < '\x7f'; };
  bool one_line = std::ranges::all_of(text, plain);
  if (text.empty() || (one_line && text.find('@') != std::string_view::npos))
    return "";
  return "must be like no-reply@chat.example or Chat <no-reply@chat.example>";
}

std::string_view is_link_base(std::string_view text) {
  auto odd = [](char c) { return c <= ' ' || c >= '\x7f'; };
  bool web = text.starts_with("https://") || text.starts_with("http://");
  bool usable = web && !text.ends_with('/') && std::ranges::none_of(text, odd);
  if (text.empty() || usable) return "";
  return "must be a URL such as https://chat.example, without a slash at the "
         "end";
}

std::string_view is_mount_path(std::string_view text) {
  // What is served elsewhere, now or one day.
  constexpr std::string_view taken[] = {
      "api",          "auth",         "socket.io", "ws",      "events",
      "health",       "admin",        "uploads",   "metrics", "docs",
      "openapi.json", "openapi.yaml", "assets",    "v1",      "asyncapi.json"};
  if (text == "off") return "";
  auto rest = text;
  bool plain = rest.starts_with('/');
  while (plain && !rest.empty()) {
    rest.remove_prefix(1);
    auto segment = rest.substr(0, rest.find('/'));
    plain = is_segment(segment);
    rest.remove_prefix(segment.size());
  }
  auto first = plain ? text.substr(1, text.find('/', 1) - 1) : text;
  if (plain && std::ranges::find(taken, first) == std::end(taken)) return "";
  return "must be a path such as /peerjs, without a slash at the end, that "
         "nothing else has, or off";
}

std::string_view is_path_segment(std::string_view text) {
  return is_segment(text) ? "" : "must have letters, digits and -._~ only";
}

std::string_view is_word(std::string_view text) {
  return is_printable(text) ? "" : "must have printable characters, no spaces";
}

std::string_view is_stun_url(std::string_view text) {
  if (is_ice_address(text, "stun")) return "";
  return "must be like stun:stun.example:3478";
}

std::string_view is_turn_url(std::string_view text) {
  for (std::string_view transport : {"?transport=udp", "?transport=tcp"})
    if (text.ends_with(transport)) text.remove_suffix(transport.size());
  if (is_ice_address(text, "turn")) return "";
  return "must be like turn:turn.example:3478?transport=udp";
}

}  // namespace parley::config

#include "net/websocket/handshake.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <optional>

namespace parley::net::websocket {

namespace {

constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t sha1_size = 20;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Takes the next element of a comma-separated list (RFC 9110 §5.6.1); empty
// elements are allowed there and mean nothing.
std::optional<std::string_view> next_element(std::string_view& list) {
  while (!list.empty()) {
    auto comma = list.find(',');
    auto element = trimmed(list.substr(0, comma));
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
    if (!element.empty()) return element;
  }
  return std::nullopt;
}

bool list_has(std::string_view list, std::string_view token) {
  while (auto element = next_element(list))
    if (same_ignoring_case(*element, token)) return true;
  return false;
}

// HTTP/1.1 or higher within 1.x: HTTP/2 upgrades by other means.
bool version_suffices(std::string_view version) {
  return version.size() == 8 && version.starts_with("HTTP/1.") &&
         version[7] >= '1' && version[7] <= '9';
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c >= '0' && c <= '9') || c == '+' || c == '/';
}

// Base64 of 16 bytes: 22 digits and two fillers.
bool is_key(std::string_view key) {
  return key.size() == 24 && key.ends_with("==") &&
         std::ranges::all_of(key.substr(0, 22), is_base64);
}

std::string_view choose_protocol(std::string_view wanted,
                                 std::span<const std::string_view> offered) {
  while (auto element = next_element(wanted)) {
    auto found = std::ranges::find(offered, *element);
    if (found != offered.end()) return *found;
  }
  return {};
}

}  // namespace

boost::system::result<agreement, refusal> negotiate(
    const upgrade_request& request, std::span<const std::string_view> offered,
    const deflate_policy& deflate) {
  if (request.method != "GET") return refusal{405, "Upgrade needs GET"};
  if (!version_suffices(request.version))
    return refusal{400, "Upgrade needs HTTP/1.1"};
  if (request.host.empty()) return refusal{400, "Host is missing"};
  if (!list_has(request.upgrade, "websocket"))
    return refusal{426, "This path speaks WebSocket"};
  if (!list_has(request.connection, "upgrade"))
    return refusal{400, "Connection does not ask for the upgrade"};
  if (trimmed(request.websocket_version) != "13")
    return refusal{426, "Only WebSocket version 13 is spoken here"};
  auto key = trimmed(request.key);
  if (!is_key(key))
    return refusal{400, "Sec-WebSocket-Key is not 16 bytes of base64"};
  return agreement{accept_key(key), choose_protocol(request.protocols, offered),
                   agree_deflate(request.extensions, deflate)};
}

std::string accept_key(std::string_view key) {
  std::string text;
  text.reserve(key.size() + guid.size());
  text.append(key).append(guid);
  std::array<unsigned char, sha1_size> digest;
  // Fails only when the process is out of memory, then with a wrong key: the
  // client refuses it, nothing else breaks.
  digest.fill(0);
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(),
             nullptr);
  // 28 digits and the terminating zero that OpenSSL writes.
  std::array<unsigned char, 29> base64;
  auto size = EVP_EncodeBlock(base64.data(), digest.data(), sha1_size);
  return {base64.begin(), base64.begin() + size};
}

void append_switching_protocols(std::string& out, const agreement& agreed,
                                std::string_view more_headers) {
  out +=
      "HTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\n"
      "Connection: Upgrade\r\n"
      "Sec-WebSocket-Accept: ";
  out += agreed.accept;
  out += "\r\n";
  if (!agreed.protocol.empty()) {
    out += "Sec-WebSocket-Protocol: ";
    out += agreed.protocol;
    out += "\r\n";
  }
  if (agreed.deflate) {
    out += "Sec-WebSocket-Extensions: ";
    out += answer_of(*agreed.deflate);
    out += "\r\n";
  }
  out += more_headers;
  out += "\r\n";
}

}  // namespace parley::net::websocket

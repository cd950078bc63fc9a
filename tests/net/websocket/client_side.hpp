#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "net/websocket/frame_parser.hpp"

namespace parley::net::websocket::test {

using namespace std::string_literals;

/// How a client writes a frame's length.
enum class length_form { shortest, with_16_bits, with_64_bits };

/// A frame as a client sends it; every rule can be broken.
struct client_frame {
  int op = 1;
  std::string payload = {};
  bool fin = true;
  int reserved = 0;
  bool masked = true;
  length_form form = length_form::shortest;
  std::array<char, 4> key{'\x37', '\xfa', '\x21', '\x3d'};
};

inline std::string encode_length(std::uint64_t length, length_form form) {
  auto bytes = form == length_form::with_64_bits   ? 8
               : form == length_form::with_16_bits ? 2
               : length > 65535                    ? 8
               : length > 125                      ? 2
                                                   : 0;
  std::string out;
  for (auto i = bytes; i > 0; --i)
    out += static_cast<char>(length >> (8 * (i - 1)));
  return out;
}

inline std::string header_of(const client_frame& f, std::uint64_t length) {
  auto extra = encode_length(length, f.form);
  auto coded = extra.size() == 8   ? 127
               : extra.size() == 2 ? 126
                                   : static_cast<int>(length);
  std::string out;
  out += static_cast<char>((f.fin ? 0x80 : 0) | f.reserved << 4 | f.op);
  out += static_cast<char>((f.masked ? 0x80 : 0) | coded);
  out += extra;
  if (f.masked) out.append(f.key.data(), f.key.size());
  return out;
}

inline std::string encode(const client_frame& f) {
  auto out = header_of(f, f.payload.size());
  for (std::size_t i = 0; i < f.payload.size(); ++i) {
    auto mask = f.masked ? f.key[i % 4] : '\0';
    out += static_cast<char>(f.payload[i] ^ mask);
  }
  return out;
}

inline std::string encode_all(const std::vector<client_frame>& frames) {
  std::string out;
  for (const auto& f : frames) out += encode(f);
  return out;
}

/// An event that owns its payload.
struct seen {
  event_kind kind = event_kind::need_more;
  std::string payload = {};
  std::uint16_t code = 0;

  bool operator==(const seen&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const seen& s) {
  return out << "{kind " << static_cast<int>(s.kind) << ", code " << s.code
             << ", " << s.payload.size()
             << " bytes: " << s.payload.substr(0, 40) << '}';
}

/// Gives the parser one piece, in memory of exactly that size.
inline std::vector<seen> feed(frame_parser& parser, std::string_view piece) {
  std::vector<char> memory(piece.begin(), piece.end());
  std::vector<seen> out;
  std::span<char> rest{memory};
  while (auto e = parser.next(rest))
    out.push_back({e.kind, std::string{e.payload}, e.code});
  return out;
}

/// Feeds all bytes in pieces of `size`.
inline std::vector<seen> feed_in_pieces(frame_parser& parser,
                                        std::string_view bytes,
                                        std::size_t size) {
  std::vector<seen> out;
  for (std::size_t at = 0; at < bytes.size(); at += size)
    for (auto& s : feed(parser, bytes.substr(at, size)))
      out.push_back(std::move(s));
  return out;
}

/// What a new parser sees in these bytes; checked to be the same for pieces of
/// every size in a list.
inline std::vector<seen> parse(
    std::string_view bytes, const frame_limits& limits = {},
    const std::optional<deflate_terms>& deflate = {}) {
  frame_parser whole{limits, deflate};
  auto expected = feed(whole, bytes);
  for (std::size_t size : {1, 2, 3, 7, 64, 1000}) {
    frame_parser parser{limits, deflate};
    auto found = feed_in_pieces(parser, bytes, size);
    if (found != expected) return {{event_kind::need_more, "pieces differ", 1}};
  }
  return expected;
}

inline seen text(std::string payload) {
  return {event_kind::text, std::move(payload)};
}
inline seen binary(std::string payload) {
  return {event_kind::binary, std::move(payload)};
}
inline seen ping(std::string payload) {
  return {event_kind::ping, std::move(payload)};
}
inline seen pong(std::string payload) {
  return {event_kind::pong, std::move(payload)};
}
inline seen closed(std::uint16_t code, std::string reason = {}) {
  return {event_kind::close, std::move(reason), code};
}

/// Close code of the protocol error that ends `events`; 0: there is none.
inline int error_code(const std::vector<seen>& events) {
  if (events.empty() || events.back().kind != event_kind::protocol_error)
    return 0;
  return events.back().code;
}

}  // namespace parley::net::websocket::test

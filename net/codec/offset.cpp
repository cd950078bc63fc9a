#include "net/codec/offset.hpp"

#include <charconv>

namespace parley::net {

namespace {

// The last six bytes of a version 7 UUID are random.
std::string room_part(core::room_id room) { return room.str().substr(24); }

}  // namespace

std::string offset_of(core::room_id room, core::seq_t seq) {
  return room_part(room) + '.' + std::to_string(seq);
}

std::optional<core::seq_t> seq_in(std::string_view offset, core::room_id room) {
  auto dot = offset.find('.');
  if (dot == offset.npos || offset.substr(0, dot) != room_part(room))
    return std::nullopt;
  core::seq_t seq = 0;
  const auto* end = offset.data() + offset.size();
  auto [stop, error] = std::from_chars(offset.data() + dot + 1, end, seq);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return seq;
}

}  // namespace parley::net

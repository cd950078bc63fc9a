// Promises of what clients say they have seen, by `Last-Event-ID` and by the
// offsets of connection state recovery: no text breaks the readers, and what
// they take says the same when it is written again.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "net/codec/offset.hpp"
#include "net/edge/stream_position.hpp"

namespace {

using namespace parley::net;
using parley::core::room_id;

constexpr std::string_view room_text = "01890a5d-ac96-774b-bcce-b302099a8057";
constexpr std::size_t front_of_offset = 24;  // of the room's id, left out

void require(bool promise) {
  if (!promise) std::abort();
}

void check_position(std::string_view id, std::size_t count) {
  std::vector<stream_room> rooms(count);
  if (!read_stream_position(id, rooms)) return;
  std::vector<stream_room> again(count);
  require(read_stream_position(stream_position(rooms), again));
  for (std::size_t i = 0; i < count; ++i) {
    require(rooms[i].seq.has_value());
    require(rooms[i].seq == again[i].seq);
  }
}

void check_offset(std::string_view offset, room_id room) {
  const auto seq = seq_in(offset, room);
  if (!seq) return;
  require(seq_in(offset_of(room, *seq), room) == seq);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input{reinterpret_cast<const char*>(data) + 1,
                               size - 1};
  check_position(input, 1U + data[0] % 4U);

  const auto room = room_id::parse(room_text);
  require(room.has_value());
  check_offset(input, *room);
  // With the room's own part in front, which would not be found by chance.
  std::string offset{room_text.substr(front_of_offset)};
  offset.append(".").append(input);
  check_offset(offset, *room);
  return 0;
}

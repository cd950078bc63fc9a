#include "net/edge/stream_position.hpp"

#include <charconv>

namespace parley::net {

std::string stream_position(const std::vector<stream_room>& rooms) {
  std::string id;
  for (const auto& each : rooms) {
    if (!id.empty()) id += '.';
    id += std::to_string(each.seq.value_or(0));
  }
  return id;
}

bool read_stream_position(std::string_view id,
                          std::vector<stream_room>& rooms) {
  const auto* at = id.data();
  const auto* end = at + id.size();
  for (auto& each : rooms) {
    core::seq_t seq = 0;
    auto [stop, error] = std::from_chars(at, end, seq);
    bool last = &each == &rooms.back();
    bool ends_well = last ? stop == end : stop != end && *stop == '.';
    if (error != std::errc{} || !ends_well) return false;
    each.seq = seq;
    at = last ? stop : stop + 1;
  }
  return true;
}

}  // namespace parley::net

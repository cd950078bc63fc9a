#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace parley::bench {

/// What stands between the packets of an Engine.IO payload.
inline constexpr char packet_separator = '\x1e';

/// Appends a packet to a payload.
inline void append_packet(std::string& payload, std::string_view packet) {
  if (!payload.empty()) payload += packet_separator;
  payload += packet;
}

/// Cuts the first packet off a payload.
inline std::string_view take_packet(std::string_view& payload) {
  auto packet = payload.substr(0, payload.find(packet_separator));
  payload.remove_prefix(std::min(packet.size() + 1, payload.size()));
  return packet;
}

}  // namespace parley::bench

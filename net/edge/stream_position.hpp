#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/model.hpp"

namespace parley::net {

/// A room of a stream, and how far the client has come in it.
struct stream_room {
  core::room_id room;
  std::optional<core::seq_t> seq;  ///< nothing: it begins with the present
};

/// The id of an event: how far the client then is in each room, in the order
/// in which it asked for them.
std::string stream_position(const std::vector<stream_room>& rooms);
/// Fills `rooms` from an id; false: it is not one of so many rooms.
bool read_stream_position(std::string_view id, std::vector<stream_room>& rooms);

}  // namespace parley::net

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/model.hpp"

namespace parley::net {

/// Names an entry of a room's log to a Socket.IO client, whose recovery names
/// the last one it saw: short, and unique among the rooms of one client.
std::string offset_of(core::room_id room, core::seq_t seq);

/// The seq, if the offset is one of this room.
std::optional<core::seq_t> seq_in(std::string_view offset, core::room_id room);

}  // namespace parley::net

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "actors/messages/room_events.hpp"

namespace parley::net {

/// What a socket that lags goes without, cheapest first.
inline constexpr std::array shed_first{actors::service_class::stream,
                                       actors::service_class::latest_wins};

/// Bytes that are ready to leave on a socket, headers included. One frame is
/// shared by all who receive it.
struct frame : std::enable_shared_from_this<frame> {
  std::string bytes;
  actors::service_class service = actors::service_class::control;
  /// latest_wins: a newer frame with the same key replaces an older one that
  /// has not left. 0: none.
  std::uint64_t key = 0;
  /// The entry of a room's log that it shows, if it shows one.
  core::room_id room;
  core::seq_t seq = 0;
};
using frame_ptr = std::shared_ptr<const frame>;

}  // namespace parley::net

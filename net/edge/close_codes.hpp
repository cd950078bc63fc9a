#pragma once

#include <cstdint>
#include <string_view>

#include "actors/messages/edge_orders.hpp"
#include "core/errc.hpp"

namespace parley::net {

/// A WebSocket close as the client sees it, with what it should do.
struct close_info {
  std::uint16_t code;
  std::string_view reason;
  core::advice what_to_do;
};

/// The table behind `docs/protocol.md`.
const close_info& describe(actors::close_reason why);

}  // namespace parley::net

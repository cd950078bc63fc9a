#pragma once

// What the server itself says to one socket.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "actors/messages/edge_orders.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "net/json/writer.hpp"

namespace parley::net {

struct welcome {
  core::user_id user;
  core::device_id device;
  core::timestamp expires_at{};
};
struct token_expiring {
  core::timestamp expires_at{};
};
struct room_removed {
  core::room_id room;
};
struct room_restarted {
  core::room_id room;
};
struct server_draining {
  std::int64_t reconnect_after_ms = 0;
};
/// A stream hears the room from here on.
struct room_joined {
  core::room_id room;
  core::seq_t seq = 0;  ///< head; what is replayed is up to here
  std::string epoch;
  actors::recovery recovered = actors::recovery::snapshot;
};
using notice = std::variant<welcome, token_expiring, room_removed,
                            room_restarted, server_draining, room_joined>;

/// The event's public name.
std::string_view name_of(const notice& what);

/// The event's `data`.
void append_data(json::writer& out, const notice& what);

}  // namespace parley::net

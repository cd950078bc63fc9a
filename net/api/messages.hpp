#pragma once

// What routes about messages share.

#include <chrono>

#include "actors/messages/client_events.hpp"
#include "net/api/api.hpp"

namespace parley::net::api {

/// The message that the path's `id` names, if the asker may read its room.
/// Whoever may not is told the same as if it were not there.
boost::asio::awaitable<core::result<core::message>> readable_message(
    request& from, const context& with, actors::identity_ptr who);

inline constexpr std::chrono::hours farthest_ahead{365 * 24};

/// Keeps a message until it is due: 202 and how it waits.
answer schedule(actors::identity_ptr who, core::room_id room,
                actors::send_message what, core::timestamp due, request& from,
                const context& with);

}  // namespace parley::net::api

#pragma once

// The JSON bodies of events about what a room is, what somebody may there, and
// of those that users hear wherever they are.

#include <string_view>

#include "actors/messages/room_events.hpp"
#include "net/json/writer.hpp"

namespace parley::net {

std::string_view name_of(const actors::standing_changed& change);
std::string_view name_of(const actors::user_news& news);

/// The event's `data`.
void append_data(json::writer& out, const actors::room_event& event,
                 const actors::room_changed& change);
void append_data(json::writer& out, const actors::room_event& event,
                 const actors::standing_changed& change);
void append_data(json::writer& out, const actors::user_news& news);

}  // namespace parley::net

#pragma once

// How calls look, in events and in answers to requests.

#include <string_view>

#include "actors/messages/room_events.hpp"
#include "net/json/writer.hpp"

namespace parley::net {

void append_call(json::writer& out, const core::call& call);

std::string_view name_of(core::call_notice what);

/// An event's `data`.
void append_data(json::writer& out, const actors::call_news& news);
void append_data(json::writer& out, const actors::signal_news& news);

}  // namespace parley::net

#pragma once

// What clients say about presence, their own and that of others.

#include <optional>
#include <span>
#include <string_view>

#include "actors/messages/presence_orders.hpp"
#include "core/result.hpp"
#include "net/codec/event_doc.hpp"
#include "net/json/object.hpp"
#include "net/json/writer.hpp"

namespace parley::net {

/// Its events.
std::span<const event_doc> presence_words();

/// What an event asks; nothing: it is none of these.
std::optional<core::result<actors::presence_action>> read_presence_event(
    std::string_view name, const json::object& data);

/// `{userId, status, lastSeen, text?}`; whoever was never seen has null.
void append_presence(json::writer& out, const actors::presence_changed& what);
/// Of it `status` and `lastSeen`, without the braces.
void append_status(json::writer& out, const actors::presence_changed& what);
/// All of it without the braces.
void append_presence_members(json::writer& out,
                             const actors::presence_changed& what);

}  // namespace parley::net

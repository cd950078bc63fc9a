#pragma once

// Messages as JSON, the same in REST and in every JSON dialect.

#include "actors/messages/room_events.hpp"
#include "net/json/writer.hpp"
#include "storage/operations.hpp"

namespace parley::net {

void append_message(json::writer& out, const core::message& value);
/// The same; the object stays open for more.
void open_message(json::writer& out, const core::message& value);
void append_card(json::writer& out, const core::user_card& who);
/// The members by which people know somebody: username, avatar, and the display
/// name of who has chosen another one.
json::writer& append_names(json::writer& out, const core::user_card& who);

/// `{emoji, count, userIds, me?}` each; of the people only the first are named.
void append_reactions(json::writer& out,
                      const std::vector<core::reaction>& reactions);

// The `data` of events that change a message or a mark; `of` is their event.
void append_data(json::writer& out, const actors::room_event& of,
                 const actors::message_edited& what);
void append_data(json::writer& out, const actors::room_event& of,
                 const actors::message_deleted& what);
void append_data(json::writer& out, const actors::room_event& of,
                 const actors::reaction_changed& what);
void append_data(json::writer& out, const actors::room_event& of,
                 const actors::pin_changed& what);
void append_data(json::writer& out, const actors::room_event& of,
                 const actors::mark_moved& what);

/// What somebody has begun to write.
void append_draft(json::writer& out, const core::draft& draft);

/// The answer to a mark that moved.
void append_unread(json::writer& out, const storage::unread_state& state);

}  // namespace parley::net

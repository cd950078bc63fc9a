#pragma once

// The JSON bodies of events, the same in every JSON dialect.

#include <memory>
#include <string>
#include <string_view>

#include "actors/messages/edge_orders.hpp"
#include "actors/messages/room_events.hpp"
#include "net/codec/message_json.hpp"
#include "net/json/writer.hpp"

namespace parley::net {

/// The event's public name.
std::string_view name_of(const actors::room_event& event,
                         actors::room_words in);

/// The event's `data`, encoded once per event and words.
std::shared_ptr<const std::string> payload_of(
    const actors::room_event& event,
    actors::room_words in = actors::room_words::channel);

/// Places for what an event looks like in these words; they live as long as
/// the event. Words that do not differ in it share them.
const actors::encoding_slots& slots_of(const actors::room_event& event,
                                       actors::room_words in);

/// latest_wins: which newer events make this one worthless; 0: none.
std::uint64_t coalescing_key(const actors::room_event& event);

std::string_view name_of(core::member_role role);
std::string_view name_of(core::message_type type);
std::string_view name_of(actors::recovery how);

/// The `data` of an ack.
void append_reply(std::string& out, const actors::reply_body& body,
                  actors::room_words in);

/// `{"message","code","retryAfter"?, "event"?}`; retryAfter in milliseconds.
void append_error(json::writer& out, const core::failure& why,
                  std::string_view event = {});

}  // namespace parley::net

#pragma once

// Front ends of several kinds meet in the same rooms, and each has its own
// names: channels, conversations, AI chats, support sessions. These tables are
// all there is to that; `docs/protocol.md` shows them to users.

#include <cstdint>
#include <span>
#include <string_view>

#include "actors/messages/connection.hpp"

namespace parley::net {

/// What an event asks of a room.
enum class room_act : std::uint8_t {
  broadcast,
  send,
  send_text,  ///< the same, but never a blank text
  type,
  type_start,
  type_stop,
  join,
  leave,
  edit,
  erase,
  react,
  unreact,
  pin,
  unpin,
  mark_read,
  mark_unread,
  delivered,
};

/// One event of clients.
struct client_word {
  std::string_view event;
  actors::room_words words;
  room_act act;
  bool joins = false;    ///< whoever does not hear the room yet joins by it
  bool bare_id = false;  ///< its data may be the room's id alone
  // For /asyncapi.json, as in `event_doc`; a channel's words are described.
  std::string_view summary = {};
  std::string_view data = {};
  std::string_view ack = {};
};

/// All events that go to a room; the most frequent first. A name that stands
/// in several words is told apart by the member with the room's id.
std::span<const client_word> client_words();

/// The member that holds the room's id: `channelId`, `chatId`, …
std::string_view id_member(actors::room_words words);

/// The event that brings a message.
std::string_view message_event(actors::room_words words);

}  // namespace parley::net

#include "net/codec/words.hpp"

namespace parley::net {

namespace {

using actors::room_words;

constexpr client_word client_events[] = {
    {"broadcast", room_words::channel, room_act::broadcast, false, false,
     "Says something to all sockets in the room; not stored", "Broadcast",
     "Ok"},
    {"send_message", room_words::channel, room_act::send, false, false,
     "Stores a message; answered once it is durable", "SendMessage", "Stored"},
    {"message", room_words::session, room_act::send_text, true},
    {"chat-message", room_words::chat, room_act::send_text},
    {"typing", room_words::channel, room_act::type, false, false,
     "Starts or stops typing; ends by itself after 6 s", "Typing", "Ok"},
    {"typing", room_words::session, room_act::type, true},
    {"typing_start", room_words::channel, room_act::type_start, false, false,
     "typing with isTyping true", "Channel", "Ok"},
    {"typing_stop", room_words::channel, room_act::type_stop, false, false,
     "typing with isTyping false", "Channel", "Ok"},
    {"join_channel", room_words::channel, room_act::join, false, false,
     "Hears a room from now on, and what was missed", "Join", "Joined"},
    {"leave_channel", room_words::channel, room_act::leave, false, false,
     "Hears the room no longer; the membership stays", "Channel", "Ok"},
    {"mark_read", room_words::channel, room_act::mark_read, false, false,
     "Everything up to this seq was seen", "Mark", "Unread"},
    {"delivered", room_words::channel, room_act::delivered, false, false,
     "Everything up to this seq has reached the device", "Mark", "Unread"},
    {"mark_unread", room_words::channel, room_act::mark_unread, false, false,
     "The entry of this seq and what follows count as not seen", "Mark",
     "Unread"},
    {"edit_message", room_words::channel, room_act::edit, false, false,
     "Gives one's own message another text", "EditMessage", "Changed"},
    {"delete_message", room_words::channel, room_act::erase, false, false,
     "Deletes a message; a place without content stays", "OfMessage",
     "Changed"},
    {"react", room_words::channel, room_act::react, false, false,
     "Answers a message with an emoji", "React", "Changed"},
    {"unreact", room_words::channel, room_act::unreact, false, false,
     "Takes one's emoji back", "React", "Changed"},
    {"pin", room_words::channel, room_act::pin, false, false,
     "Pins a message, or with pinned false takes it down", "Pin", "Changed"},
    {"unpin", room_words::channel, room_act::unpin, false, false,
     "Takes a pinned message down", "OfMessage", "Changed"},
    {"join_conversation", room_words::conversation, room_act::join},
    {"leave_conversation", room_words::conversation, room_act::leave},
    {"join-chat", room_words::chat, room_act::join, false, true},
    {"leave-chat", room_words::chat, room_act::leave, false, true},
};

/// What the server says in each set of words.
struct server_word {
  std::string_view id_member;
  std::string_view message_event;
};

/// By `room_words`.
constexpr server_word server_events[] = {
    {"channelId", "new_message"},
    {"conversationId", "new_message"},
    {"chatId", "message"},
    {"sessionId", "message"},
};

const server_word& said_in(room_words words) {
  return server_events[static_cast<std::size_t>(words)];
}

}  // namespace

std::span<const client_word> client_words() { return client_events; }

std::string_view id_member(room_words words) {
  return said_in(words).id_member;
}

std::string_view message_event(room_words words) {
  return said_in(words).message_event;
}

}  // namespace parley::net

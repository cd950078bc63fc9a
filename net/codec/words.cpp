#include "net/codec/words.hpp"

namespace parley::net {

namespace {

using actors::room_words;

constexpr client_word client_events[] = {
    {"broadcast", room_words::channel, room_act::broadcast},
    {"send_message", room_words::channel, room_act::send},
    {"message", room_words::session, room_act::send_text, true},
    {"chat-message", room_words::chat, room_act::send_text},
    {"typing", room_words::channel, room_act::type},
    {"typing", room_words::session, room_act::type, true},
    {"typing_start", room_words::channel, room_act::type_start},
    {"typing_stop", room_words::channel, room_act::type_stop},
    {"join_channel", room_words::channel, room_act::join},
    {"leave_channel", room_words::channel, room_act::leave},
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

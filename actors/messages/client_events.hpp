#pragma once

// What a client can ask of a room over a socket, in any dialect.

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "actors/messages/connection.hpp"
#include "core/model.hpp"

namespace parley::actors {

/// Who a device belongs to; shared by everything the device sends.
struct identity {
  core::user_id user;
  core::device_id device;
  core::server_role role = core::server_role::user;
  std::string address{};  ///< that a request came from; none: a socket
};
using identity_ptr = std::shared_ptr<const identity>;

struct join_channel {
  std::optional<core::seq_t> since;  ///< seq of the last entry the client has
  std::string epoch;                 ///< as answered by an earlier join
  bool returns = false;  ///< was in the room before: becomes no member by it
};

struct leave_channel {};

struct send_message {
  std::string content;
  core::message_type type = core::message_type::text;
  core::message_id reply_to;
  std::string attachments;  ///< JSON array text or empty
  std::string metadata;     ///< JSON object text or empty
  std::string client_id;    ///< makes the send idempotent; empty: none
  std::vector<core::upload_id> uploads = {};  ///< that attachments name
  std::uint32_t expires_in = 0;      ///< seconds until it is deleted; 0: never
  core::message_id forward_of = {};  ///< whose uploads it names
  bool keeps_draft = false;  ///< the sender writes another one meanwhile
};

/// Ephemeral: not stored, to everyone who joined the room.
struct broadcast {
  std::string event;
  std::string data;  ///< JSON text
};

struct signal_typing {
  bool is_typing = true;
};

/// Changes a message that was sent before.
struct change_message {
  core::message_id id;
  core::entry_kind what = core::entry_kind::edited;
  std::string text;  ///< edited: the new content; …reacted: the emoji
};

/// How far the sender has come: 0 leaves a mark where it is.
struct mark_read {
  core::read_mark mark;
  bool back = false;  ///< `read` may go back: what follows is unread again
};

using room_action =
    std::variant<broadcast, send_message, join_channel, leave_channel,
                 signal_typing, change_message, mark_read>;

/// Edge → session: one event of one socket.
struct client_event {
  origin from;
  core::room_id room;
  room_action action;
  bool joins = false;      ///< the socket comes to hear the room first
  bool of_server = false;  ///< not asked by the client: outside of its rate
};

/// Session → room: the same with the sender's identity.
struct room_command {
  origin from;
  identity_ptr sender;
  room_action action;
  bool joins = false;
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::client_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::room_command)

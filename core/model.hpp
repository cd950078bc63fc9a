#pragma once

// The nouns of parley: plain values, no behaviour.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::core {

/// Position of an entry in a room's log: 1, 2, 3 … without gaps. 0: none.
using seq_t = std::uint64_t;

enum class server_role : std::uint8_t { user, moderator, admin };

/// Role within a group or a room, weakest first.
enum class member_role : std::uint8_t { member, admin, owner };

enum class room_kind : std::uint8_t { channel, direct, ai, support };

/// Who may find and join a group or channel without an invitation.
enum class visibility : std::uint8_t { open, closed };

enum class message_type : std::uint8_t { text, image, file, system };

struct user {
  user_id id;
  std::string username;
  std::string display_name;
  std::string email;
  std::string avatar;  ///< URL or empty
  server_role role = server_role::user;
  std::string password_hash;  ///< bcrypt `$2b$…`; empty: cannot log in
  timestamp created_at{};
  timestamp last_seen{};
  bool email_verified = false;
  bool deleted = false;  ///< a tombstone: only what was written is left
};

/// What other people may see of a user.
struct user_card {
  user_id id;
  std::string username;
  std::string avatar;
};

/// One login of a user: a family of refresh tokens.
struct device {
  device_id id;
  user_id owner;
  std::string name;              ///< user agent or what the client said
  std::string nonce;             ///< family nonce, 16 raw bytes
  std::uint32_t generation = 0;  ///< number n of the live refresh token
  std::string refresh_hash;      ///< SHA-256 of the live token, raw bytes
  timestamp created_at{};
  timestamp rotated_at{};  ///< when generation last changed
  bool revoked = false;
};

struct group {
  group_id id;
  std::string name;
  std::string description;
  user_id created_by;
  visibility access = visibility::open;
  timestamp created_at{};
};

struct group_member {
  user_card who;
  member_role role = member_role::member;
  timestamp joined_at{};
};

struct room {
  room_id id;
  room_kind kind = room_kind::channel;
  group_id parent;  ///< none unless kind is channel
  std::string name;
  std::string topic;
  user_id created_by;
  visibility access = visibility::open;
  std::string epoch;  ///< changes when the log is replaced (restore): opaque
  timestamp created_at{};
};

struct room_member {
  user_card who;
  member_role role = member_role::member;
  timestamp joined_at{};
};

struct message {
  message_id id;
  room_id room;
  seq_t seq = 0;
  user_card sender;
  message_type type = message_type::text;
  std::string content;
  message_id reply_to;      ///< none: not a reply
  std::string attachments;  ///< JSON array text; empty: none
  std::string metadata;     ///< JSON object text; empty: none
  std::string client_id;    ///< empty: the sender gave none
  timestamp created_at{};
  std::optional<timestamp> edited_at;
  std::optional<timestamp> deleted_at;
};

enum class entry_kind : std::uint8_t { message = 1, joined = 2, left = 3 };

/// One line of a room's ordered log. `kind` says which part is filled:
/// `posted` for a message, `who` and `role` for joined and left.
struct log_entry {
  seq_t seq = 0;
  entry_kind kind = entry_kind::message;
  timestamp at{};
  message posted;
  user_card who;
  member_role role = member_role::member;
};

}  // namespace parley::core

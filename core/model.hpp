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

/// `call`: the server's, about a call that is over. Stored: never renumber.
enum class message_type : std::uint8_t { text, image, file, system, call };

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
  std::string display_name{};
};

inline user_card card_of(const user& who) {
  return {who.id, who.username, who.avatar, who.display_name};
}

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
  std::string icon{};  ///< URL or empty
};

/// How somebody came to be in a group no longer.
enum class leave_reason : std::uint8_t { left, removed, banned };

struct group_member {
  user_card who;
  member_role role = member_role::member;
  timestamp joined_at{};
};

/// What those who manage a room set.
struct room_profile {
  std::string name;
  std::string topic;
  std::string icon;  ///< URL or empty
  visibility access = visibility::open;
  bool read_only = false;       ///< only its admins speak
  std::uint32_t slow_mode = 0;  ///< seconds between two posts; 0: off
  std::uint32_t retention = 0;  ///< seconds a message is kept; 0: for ever
  bool archived = false;

  bool operator==(const room_profile&) const = default;
};

struct room : room_profile {
  room_id id;
  room_kind kind = room_kind::channel;
  group_id parent;  ///< none unless kind is channel
  user_id created_by;
  std::string epoch;  ///< changes when the log is replaced (restore): opaque
  timestamp created_at{};
  std::vector<user_card> people;  ///< all members of a direct one
};

/// What of a room a member is alerted to; `usual`: everything in a direct room,
/// elsewhere what calls the member. Stored: never renumber.
enum class alert_level : std::uint8_t { usual, all, mentions, none };

struct alert_settings {
  alert_level level = alert_level::usual;
  std::optional<timestamp> muted_until;  ///< no alerts before it

  bool muted(timestamp now) const { return muted_until && *muted_until > now; }
};

struct room_member {
  user_card who;
  member_role role = member_role::member;
  timestamp joined_at{};
  alert_settings alerts{};
};

/// What people answered a message with by one emoji.
struct reaction {
  std::string emoji;
  std::size_t count = 0;
  std::vector<user_id> users;  ///< the first of them
  bool own = false;            ///< whoever asked is one of them
};

/// Whom a message calls. `channel` is everybody in the room, `here` those who
/// were online.
struct mention_set {
  std::vector<user_id> users;
  bool channel = false;
  bool here = false;

  bool empty() const { return users.empty() && !channel && !here; }
};

struct message {
  message_id id;
  room_id room;
  seq_t seq = 0;
  user_card sender;
  message_type type = message_type::text;
  std::string content;
  message_id reply_to;             ///< none: not a reply
  std::string attachments;         ///< JSON array text; empty: none
  std::string metadata;            ///< JSON object text; empty: none
  std::vector<upload_id> uploads;  ///< that attachments name; to append only
  message_id forward_of;  ///< whose uploads it names as well; to append only
  std::string client_id;  ///< empty: the sender gave none
  mention_set mentions;
  std::vector<reaction> reactions;
  std::uint32_t reply_count = 0;  ///< replies that are not deleted
  timestamp created_at{};
  std::optional<timestamp> edited_at;
  std::optional<timestamp> deleted_at;  ///< then there is no content
  std::optional<timestamp> pinned_at;
  std::optional<timestamp> expires_at;  ///< then it is deleted
  /// As its sender wished; the room may not keep it for so long.
  std::optional<timestamp> own_expiry;
};

/// When a message is deleted that was sent to a room which keeps messages for
/// `retention` seconds (0: for ever); none: never.
inline std::optional<timestamp> expiry_of(timestamp sent,
                                          std::optional<timestamp> own,
                                          std::uint32_t retention) {
  if (retention == 0) return own;
  const auto kept_until = sent + std::chrono::seconds{retention};
  return own && *own < kept_until ? own : kept_until;
}

/// A message that waits for its time.
struct scheduled_message {
  message value;  ///< as it is going to be; `created_at`: when it was written
  timestamp due{};
  std::uint32_t expires_in = 0;  ///< seconds, once it is sent; 0: never
  std::string failure;  ///< code of why it could not be sent; empty: it waits
};

/// What somebody has begun to write.
struct draft {
  room_id room;
  std::string content;
  message_id reply_to;
  timestamp at{};
};

enum class restriction_kind : std::uint8_t {
  group_ban = 1,
  ban = 2,
  mute = 3,
  server_ban = 4,
};

/// What somebody may not do, and why.
struct restriction {
  restriction_kind what = restriction_kind::ban;
  user_card who;
  user_id by;
  std::string reason;
  timestamp at{};
  std::optional<timestamp> until;  ///< none: until it is lifted

  bool holds(timestamp now) const { return !until || *until > now; }
};

/// Whom a user lets open a direct room.
enum class direct_policy : std::uint8_t { everyone, shared_groups, nobody };

/// A way into a group or one of its channels.
struct invite {
  invite_id id;
  group_id group;
  room_id room;  ///< none: into the group alone
  user_id created_by;
  user_id invitee;  ///< none: for whoever has the code
  timestamp created_at{};
  std::optional<timestamp> expires_at;
  std::uint32_t max_uses = 0;  ///< 0: any number
  std::uint32_t uses = 0;
  // As they are when it is read.
  std::string group_name{};
  std::string room_name{};
  user_card inviter{};
};

/// Somebody asks to be let in.
struct join_request {
  user_card who;
  std::string note;
  timestamp at{};
};

/// What an upload is for.
enum class upload_kind : std::uint8_t { avatar, image, file };

/// A file that somebody gave to the server.
struct upload {
  upload_id id;
  user_id owner;
  upload_kind kind = upload_kind::file;
  std::string type;  ///< media type, by what the file holds
  std::string name;  ///< as its owner calls it; for display
  std::uint64_t bytes = 0;
  std::uint64_t thumbnail_bytes = 0;  ///< 0: has none
  std::string sha256;                 ///< raw bytes
  std::uint32_t width = 0;            ///< pixels, of pictures
  std::uint32_t height = 0;
  timestamp created_at{};
  bool attached = false;  ///< an avatar or icon in use, or a message names it
};

/// Stored: never renumber.
enum class entry_kind : std::uint8_t {
  message = 1,
  joined = 2,
  left = 3,
  edited = 4,
  deleted = 5,
  reacted = 6,
  unreacted = 7,
  pinned = 8,
  unpinned = 9,
  updated = 20,
  archived = 21,
  role_changed = 22,
  muted = 23,
  unmuted = 24,
  banned = 25,
  unbanned = 26,
};

/// Whether an entry of this kind changes a message that stands earlier.
constexpr bool changes_message(entry_kind kind) {
  return kind >= entry_kind::edited && kind <= entry_kind::unpinned;
}

/// One line of a room's ordered log. `kind` says which part is filled:
/// `posted` for a message; `who` and `role` for joined and left; for a change
/// of a message `posted` is that message as it is now, `who` changed it, and
/// `emoji` is a reaction's; `by` and `profile` for updated and archived; `by`
/// with `who`, `role` and `until` for what follows.
struct log_entry {
  seq_t seq = 0;
  entry_kind kind = entry_kind::message;
  timestamp at{};
  message posted;
  user_card who;
  member_role role = member_role::member;
  user_card by;
  room_profile profile;
  std::optional<timestamp> until;
  std::string emoji;
};

/// How far a member has come in a room.
struct read_mark {
  seq_t read = 0;       ///< seq of the newest entry that was seen
  seq_t delivered = 0;  ///< … that reached one of the member's devices
};

/// What a member has not seen of a room. A message that was deleted counts
/// until the mark passes it.
struct unread_count {
  std::uint64_t messages = 0;  ///< after the mark
  std::uint64_t mentions = 0;  ///< of these, those that call the member
};

}  // namespace parley::core

#pragma once

// What can be asked of a store about messages and the logs they are in. See
// operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Appends a message with the room's next seq. When (sender, clientId) exists:
/// the first result with `duplicate` set if room, type, content and replyTo
/// are equal, else client_id_conflict; the content counts only while the first
/// message is as it was sent, neither edited nor deleted. A sender of "none" is
/// the system. invalid_request when `reply_to` is no message of the room;
/// not_found when the sender is no member of it, unless it is such a retry. It
/// expires at `expires_at`, or sooner if its room does not keep it for so long;
/// the answer says when.
struct append_message {
  using reply = appended;
  core::message value;              ///< `seq` is ignored
  std::vector<core::user_id> here;  ///< whom a mention of `here` calls
  bool only_again = false;          ///< not_found, unless it is such a retry
  bool ends_draft = false;          ///< its sender's in this room was this one
};

/// Appends a change of a message of this room: the entry is of kind `what`,
/// `by` made it, none: the server, which deletes what has expired. not_found
/// when the room has no such message, gone when it was deleted. What changes
/// nothing (an emoji that is there already, a second deletion) appends nothing:
/// seq 0.
struct append_change {
  using reply = appended;
  core::room_id room;
  core::message_id message;
  core::user_id by;
  core::timestamp at{};
  core::entry_kind what = core::entry_kind::edited;
  std::string text;  ///< edited: the new content; …reacted: the emoji
  core::mention_set mentions;  ///< edited: of the new content
};

/// Beyond these a reaction or a pin is refused with `conflict`.
inline constexpr std::size_t max_emojis_of_message = 50;
inline constexpr std::size_t max_pins_of_room = 100;

/// Moves a member's marks forward, or back to `read` when `back` is set; not
/// beyond the log's head. Not a member: not_found.
struct set_read_mark {
  using reply = core::read_mark;  ///< as they are now
  core::room_id room;
  core::user_id user;
  core::read_mark mark;  ///< 0: as it was
  bool back = false;
};

// -- reads --------------------------------------------------------------------

/// Entries with `after` < seq ≤ `upto`, ascending, at most `limit`, and
/// stopping early once their text exceeds `max_bytes`.
struct read_log {
  using reply = std::vector<core::log_entry>;
  core::room_id room;
  core::seq_t after = 0;
  core::seq_t upto = 0;
  std::uint32_t limit = 1000;
  std::uint64_t max_bytes = 1 << 20;
};

/// One page of a room's messages, always ascending by seq. Exactly one of the
/// anchors may be set, else invalid_request; none: the newest. `around` gives
/// about half each side, the anchor included.
struct read_messages {
  using reply = std::vector<core::message>;
  core::room_id room;
  std::optional<core::seq_t> before;
  std::optional<core::seq_t> after;
  std::optional<core::seq_t> around;
  std::uint32_t limit = 50;
  core::user_id asker{};  ///< whose reactions are told apart; none: nobody's
};

struct find_message {
  using reply = core::message;  ///< or not_found
  core::message_id id;
  core::user_id asker{};  ///< as in `read_messages`
};

/// Replies to a message, ascending by seq, those after `after`.
struct list_replies {
  using reply = std::vector<core::message>;
  core::message_id message;
  core::seq_t after = 0;
  std::uint32_t limit = 50;
  core::user_id asker{};  ///< as in `read_messages`
};

/// When people have posted since `since`, each the last time; found among the
/// newest `limit` entries of the room.
struct recent_post {
  core::user_id who;
  core::timestamp at{};
};
struct list_recent_posts {
  using reply = std::vector<recent_post>;
  core::room_id room;
  core::timestamp since{};
  std::uint32_t limit = 10'000;
};

/// Pinned messages, the latest pinned first.
struct list_pins {
  using reply = std::vector<core::message>;
  core::room_id room;
  core::user_id asker{};  ///< as in `read_messages`
};

/// One version of a message that was edited.
struct message_version {
  std::string content;
  core::timestamp until{};  ///< when it was replaced
};

/// What a message said before its edits, oldest first; empty once deleted.
struct list_versions {
  using reply = std::vector<message_version>;
  core::message_id message;
  std::uint32_t limit = 100;
};

/// Who reacted to a message with an emoji, in order of their keys.
struct list_reactors {
  using reply = page<core::user_card>;
  core::message_id message;
  std::string emoji;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// A member's marks and what lies beyond them; not a member: not_found.
struct unread_state {
  core::read_mark mark;
  core::unread_count unread;
  std::uint64_t messages = 0;  ///< of the whole log
};
struct find_unread {
  using reply = unread_state;
  core::room_id room;
  core::user_id user;
};

/// Messages of these rooms that contain all of `words`, newest first, in the
/// sense of search_terms.hpp: a word of three characters and more stands for
/// those that begin with it as well, the shortest of them if they are many.
/// May lag the log by what the indexer has not reached.
struct search_messages {
  using reply = page<core::message>;
  std::vector<core::room_id> rooms;
  std::string words;
  std::uint32_t limit = 50;
  core::user_id from;  ///< none: of anybody
  std::optional<core::timestamp> before{};
  std::optional<core::timestamp> after{};  ///< or at it
  bool with_attachments = false;           ///< only such
  std::string cursor{};
  core::user_id asker{};  ///< as in `read_messages`
};

}  // namespace parley::storage

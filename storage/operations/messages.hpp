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
/// the system.
struct append_message {
  using reply = appended;
  core::message value;  ///< `seq` is ignored
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
};

struct find_message {
  using reply = core::message;  ///< or not_found
  core::message_id id;
};

/// Messages of one room that contain every word of `words`, newest first.
/// May lag the log by what the indexer has not reached.
struct search_messages {
  using reply = std::vector<core::message>;
  core::room_id room;
  std::string words;
  std::uint32_t limit = 50;
};

}  // namespace parley::storage

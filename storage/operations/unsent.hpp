#pragma once

// What can be asked of a store about messages that are not in a log: drafts,
// and those that wait for their time; and about those that are to leave it.
// See operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Empty content: there is none any more. Not a member: not_found.
struct set_draft {
  using reply = done;
  core::user_id user;
  core::draft value;
};

/// Keeps a message until it is due; its uploads are spared until then. A
/// `client_id` that waits already is answered with what came by it first;
/// client_id_conflict if that is another message. One that failed is replaced.
/// conflict when its sender has `most_scheduled` already.
struct schedule_message {
  static constexpr std::uint32_t most_scheduled = 100;
  using reply = core::scheduled_message;
  core::scheduled_message value;
};

/// Forgets it: it was sent, or is not wanted any more. not_found unless it is
/// there, and of this sender if one is given.
struct drop_scheduled {
  using reply = done;
  core::message_id id;
  core::user_id sender;
};

/// It could not be sent, and is not due any more.
struct fail_scheduled {
  using reply = done;
  core::message_id id;
  std::string why;
};

/// It could not be sent now, and is due again at `until`; when it was meant to
/// be sent is kept.
struct postpone_scheduled {
  using reply = done;
  core::message_id id;
  core::timestamp until{};
};

/// What has expired could not be deleted now, and expires again at `until`.
struct postpone_expiry {
  using reply = done;
  core::message_id message;
  core::timestamp until{};
};

/// What has expired cannot be deleted: its room is no more.
struct drop_expiry {
  using reply = done;
  core::message_id message;
};

// -- reads --------------------------------------------------------------------

/// At most 500, the latest first.
struct list_drafts {
  using reply = std::vector<core::draft>;
  core::user_id user;
};

/// A sender's, the next due first, those that failed before them.
struct list_scheduled {
  using reply = std::vector<core::scheduled_message>;
  core::user_id sender;
};

/// With what its sender is at `now`.
struct due_message {
  core::scheduled_message what;
  core::server_role role = core::server_role::user;
  bool banned = false;  ///< from the server
};
/// What is due at `now`, the longest due first.
struct list_due {
  using reply = std::vector<due_message>;
  core::timestamp now{};
  std::uint32_t limit = 100;
};

struct expired_message {
  core::room_id room;
  core::message_id id;
};
/// Messages that have expired and are not deleted yet. Those of a room that
/// keeps them for longer by now are spared at once, those of one that does not
/// keep them for so long are here once `renew_expiries` came to them.
struct list_expired {
  using reply = std::vector<expired_message>;
  core::timestamp now{};
  std::uint32_t limit = 100;
};

/// When the next message is due or expires; none: nothing does.
struct find_next_date {
  using reply = std::optional<core::timestamp>;
};

}  // namespace parley::storage

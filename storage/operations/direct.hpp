#pragma once

// What can be asked of a store about direct rooms and who lets whom write. See
// operations.hpp for what all operations share.

#include <optional>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

struct opened_direct {
  core::room room;
  bool created = false;  ///< false: it was there before
};

/// The direct room of exactly these people, made if there is none. The same
/// people always get the same room: a unique key makes that true.
struct open_direct {
  using reply = opened_direct;
  core::room value;                   ///< id, epoch, created_by, created_at
  std::vector<core::user_id> people;  ///< two or more, the creator among them
};

/// Blocks or no longer; twice is fine. Answers the direct room of the two, if
/// there is one.
struct set_block {
  using reply = std::optional<core::room_id>;
  core::user_id by;
  core::user_id whom;
  bool blocked = true;
  core::timestamp at{};
};

struct set_direct_policy {
  using reply = done;
  core::user_id user;
  core::direct_policy policy = core::direct_policy::everyone;
};

// -- reads --------------------------------------------------------------------

struct direct_consent {
  bool blocked = false;      ///< either by the other
  bool is_unwanted = false;  ///< `from` is blocked by `to`
  core::direct_policy policy = core::direct_policy::everyone;  ///< of `to`
  bool share_group = false;

  /// Whether the policy lets `from` come near, apart from blocks.
  bool suits_policy() const {
    return policy == core::direct_policy::everyone ||
           (policy == core::direct_policy::shared_groups && share_group);
  }
};

/// What decides whether `from` may open a direct room with `to`, or add `to` to
/// a group.
struct find_direct_consent {
  using reply = direct_consent;  ///< or not_found
  core::user_id from;
  core::user_id to;
};

/// The direct room of exactly these people.
struct find_direct {
  using reply = core::room_id;  ///< or not_found
  std::vector<core::user_id> people;
};

/// Whether one of the two members of a direct room blocks the other.
struct find_room_block {
  using reply = bool;
  core::room_id room;
};

/// Whom the user blocks, newest first, at most 1,000.
struct list_blocks {
  using reply = std::vector<core::user_card>;
  core::user_id by;
};

struct find_direct_policy {
  using reply = core::direct_policy;
  core::user_id user;
};

}  // namespace parley::storage

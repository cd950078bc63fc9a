#pragma once

// What can be asked of a store about calls. See operations.hpp for what all
// operations share.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/calls/call.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Keeps a call as it is now. One that is over stays as it was: conflict.
struct save_call {
  using reply = done;
  core::call value;
};

/// The log of its room says what became of it, or there is no such room.
struct settle_call {
  using reply = done;
  core::call_id id;
};

// -- reads --------------------------------------------------------------------

struct find_call {
  using reply = core::call;  ///< or not_found
  core::call_id id;
};

/// Calls that a user made or was called by, the newest first.
struct list_calls {
  using reply = page<core::call>;
  core::user_id user;
  std::optional<core::call_status> status{};
  core::call_id before{};  ///< none: from the newest; else one of them
  std::uint32_t limit = 50;
};

/// Calls that nobody has settled, the oldest first: those that go on, and after
/// a crash what it left behind.
struct list_unsettled_calls {
  using reply = std::vector<core::call>;
  core::timestamp after{};  ///< only those that began later
  std::uint32_t limit = 1000;
};

/// Calls that ended at that time or later, the oldest first; of too many, those
/// that ended last.
struct list_ended_calls {
  using reply = std::vector<core::call>;
  core::timestamp since;
  std::uint32_t limit = 1000;
};

}  // namespace parley::storage

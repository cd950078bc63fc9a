#pragma once

// What can be asked of a store about the privileged acts that it keeps. See
// operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>

#include "core/audit.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Keeps an act. It goes into the batch of what it is about, and names nothing
/// that must be there: it fails only with the store, and then with the batch.
struct record_act {
  using reply = done;
  core::act value;
};

/// Forgets acts, and reports that were decided, from before that time, the
/// oldest first, at most `limit` of each; answers how many of the more.
struct forget_acts {
  using reply = std::uint64_t;
  core::timestamp before{};
  std::uint32_t limit = 1000;
};

// -- reads --------------------------------------------------------------------

/// An act with the name of who did it.
struct recorded_act {
  core::act what;
  core::user_card by;  ///< without an id: the command line
};

/// Newest first. What is set must be equal.
struct list_acts {
  using reply = page<recorded_act>;
  std::optional<core::user_id> by{};
  std::string what{};  ///< empty: any
  std::optional<core::subject_id> target{};
  std::optional<core::group_id> group{};
  std::string cursor{};
  std::uint32_t limit = 50;
};

}  // namespace parley::storage

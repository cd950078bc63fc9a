#pragma once

// What can be asked of a store about what users want to be alerted to, and
// about what a room's members have not read. See operations.hpp for what all
// operations share.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Not a member: not_found.
struct set_alerts {
  using reply = done;
  core::room_id room;
  core::user_id user;
  core::alert_settings alerts;
};

/// Until then nothing alerts the user, in any room; none: from now on all does.
struct set_quiet {
  using reply = done;
  core::user_id user;
  std::optional<core::timestamp> until;
};

// -- reads --------------------------------------------------------------------

struct find_alerts {
  using reply = core::alert_settings;  ///< or not_found: not a member
  core::room_id room;
  core::user_id user;
};

struct quiet_user {
  core::user_id user;
  core::timestamp until{};
};
/// Who is not to be alerted at `now`.
struct list_quiet {
  using reply = std::vector<quiet_user>;
  core::timestamp now{};
};

/// How far a member of a room has come.
struct member_mark {
  core::user_id user;
  std::uint64_t read = 0;      ///< messages up to the mark
  std::uint64_t mentions = 0;  ///< beyond it
};
/// What all members of a room have read.
struct room_marks {
  core::seq_t head = 0;  ///< up to which this counts
  std::vector<member_mark> members;
};
struct list_marks {
  using reply = room_marks;
  core::room_id room;
};

struct member_position {
  core::user_id user;
  core::read_mark mark;
};
/// The marks of all members of a room, in any order.
struct list_positions {
  using reply = std::vector<member_position>;
  core::room_id room;
};

}  // namespace parley::storage

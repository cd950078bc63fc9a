#pragma once

// What can be asked of a store about rooms and who is in them. See
// operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"
#include "storage/operations/messages.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Creates a room with an empty log; name_taken if its group has that name.
/// The creator becomes its owner and the log's first entry (joined, seq 1).
struct create_room {
  using reply = core::room;
  core::room value;
};

/// Makes the user a member and appends `joined`. A member already: seq 0. Of a
/// channel only somebody of its group, else not_found; nobody who is banned
/// from it: forbidden.
struct append_joined {
  using reply = appended;
  core::room_id room;
  core::user_id user;
  core::member_role role = core::member_role::member;
  core::timestamp at{};
};

/// Ends the membership, unless a ban or the group's end of it did so before,
/// and appends `left`. Neither a member nor such a leaver: seq 0. Invites into
/// the room forget that they let the user in.
struct append_left {
  using reply = appended;
  core::room_id room;
  core::user_id user;
  core::timestamp at{};
};

/// Changes the profile and appends `archived` if that is what is new, else
/// `updated`; name_taken if its group has that name. About a new icon see
/// `update_group`. Another retention holds for what comes from now on; what is
/// there is the work of `renew_expiries`.
struct append_profile {
  using reply = appended;
  core::room_id room;
  core::user_id by;
  core::room_profile profile;
  core::timestamp at{};
};

/// Changes what somebody is or may in the room and appends `what`: a
/// role_changed (to `role`), muted, unmuted, banned or unbanned. Nothing to
/// change: seq 0. A ban ends the membership; `append_left` makes its entry.
struct append_standing {
  using reply = appended;
  core::room_id room;
  core::entry_kind what = core::entry_kind::role_changed;
  core::user_id user;
  core::user_id by;
  core::member_role role = core::member_role::member;
  std::string reason;
  std::optional<core::timestamp> until;
  core::timestamp at{};
};

/// Ends a room with its memberships, bans, invites and requests. Nobody finds
/// it any more; a name is free again. What was written in it is the work of
/// `purge_rooms`.
struct delete_room {
  using reply = done;
  core::room_id id;
};

// -- reads --------------------------------------------------------------------

/// A room in its member's list.
struct room_overview {
  core::room meta;
  core::member_role own_role = core::member_role::member;
  unread_state own;
  core::alert_settings alerts;
  core::seq_t head = 0;
  std::optional<core::message> last_message;
};

/// Rooms of any kind that the user is a member of, newest first.
struct list_user_rooms {
  using reply = page<room_overview>;
  core::user_id user;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// Ids of the rooms that the user is a member of, newest first.
struct list_room_ids {
  using reply = std::vector<core::room_id>;
  core::user_id user;
  std::uint32_t limit = 1000;
};

/// Everything a room's actor needs to start.
struct room_state {
  core::room meta;
  core::seq_t head = 0;  ///< seq of the last entry
  std::uint64_t messages = 0;
  std::vector<core::room_member> members;
  std::vector<core::restriction> restrictions;  ///< that hold, or held
  bool blocked = false;  ///< a direct room of two, one blocks the other
  std::vector<core::user_card> leavers;  ///< have left, which the log lacks
};

struct load_room {
  using reply = room_state;  ///< or not_found
  core::room_id id;
};

}  // namespace parley::storage

#pragma once

// What can be asked of a store about a server's users and places by those who
// run it. See operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Gives a user another role on the server. conflict when the last admin who is
/// not banned would cease to be one. A lower role ends the user's devices (and
/// answers them), since their tokens still speak of the old one. not_found for
/// a deleted user.
struct set_server_role {
  using reply = std::vector<core::device_id>;
  core::user_id user;
  core::server_role role = core::server_role::user;
};

/// Bans a user from the server, anew if banned before: all devices end (and
/// are answered), and no other begins until the ban does. not_found for a
/// deleted user.
struct ban_user {
  using reply = std::vector<core::device_id>;
  core::user_id user;
  core::restriction value;  ///< `who` is ignored; `by` none: the command line
};

/// not_found when there is no such ban.
struct lift_user_ban {
  using reply = done;
  core::user_id user;
};

// -- reads --------------------------------------------------------------------

/// The ban that holds, or not_found.
struct find_user_ban {
  using reply = core::restriction;
  core::user_id user;
};

struct account {
  core::user who;
  std::optional<core::restriction> ban;  ///< that holds
};

/// Users who are not deleted: those whose name begins with `prefix`, by name;
/// with `role` those who have it, or with `banned` the banned ones, in order
/// of their keys.
struct list_accounts {
  using reply = page<account>;
  std::string prefix{};
  std::optional<core::server_role> role{};
  bool banned = false;
  std::string cursor{};
  std::uint32_t limit = 50;
};

/// Groups whose name begins with `prefix`, closed ones among them, by name.
struct list_all_groups {
  using reply = page<core::group>;
  std::string prefix{};
  std::string cursor{};
  std::uint32_t limit = 50;
};

/// How large a group is.
struct group_size {
  std::uint64_t members = 0;
  std::uint64_t channels = 0;
};
struct measure_group {
  using reply = group_size;
  core::group_id group;
};

/// Channels of all groups, closed ones among them, newest first.
struct list_all_channels {
  using reply = page<core::room>;
  std::string cursor{};
  std::uint32_t limit = 50;
};

/// What a store holds. It looks at each room once, but at no message.
struct store_totals {
  std::uint64_t users = 0;  ///< not deleted, those below among them
  std::uint64_t moderators = 0;
  std::uint64_t admins = 0;
  std::uint64_t banned = 0;
  std::uint64_t groups = 0;
  std::uint64_t channels = 0;
  std::uint64_t direct_rooms = 0;
  std::uint64_t messages = 0;  ///< of these rooms, deleted ones counted
  std::uint64_t uploads = 0;
  std::uint64_t upload_bytes = 0;
  std::uint64_t open_reports = 0;
};
struct measure_store {
  using reply = store_totals;
};

}  // namespace parley::storage

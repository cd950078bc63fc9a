#pragma once

// What can be asked of a store about groups. See
// operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Creates the group with its creator as owner; name_taken if the name is.
struct create_group {
  using reply = core::group;
  core::group value;
};

/// Changes name, description, icon and access; name_taken if the name is. A new
/// icon that is a path of ours, `/uploads/<id>`, is a picture that `by`
/// uploaded, else invalid_request, and is used as long as it is the icon.
struct update_group {
  using reply = core::group;
  core::group value;
  core::user_id by{};
};

/// Whom the end of a group concerns.
struct ended_group {
  std::vector<core::room_id> rooms;
  std::vector<core::user_id> members;
};

/// Ends the group with its channels, their memberships, bans, invites and
/// requests. Names are free again; ids are never given twice.
struct delete_group {
  using reply = ended_group;
  core::group_id id;
};

/// Adds a member; already being one is fine and changes nothing. Forbidden to
/// who is banned.
struct add_group_member {
  using reply = done;
  core::group_id group;
  core::user_id user;
  core::member_role role = core::member_role::member;
  core::timestamp at{};
};

/// Ends a membership of the group and of all its channels. Answers the channels
/// whose logs do not say so yet, which is the work of `append_left`; asked
/// again, those that still do not. not_found when there is nothing to end.
struct remove_group_member {
  using reply = std::vector<core::room_id>;
  core::group_id group;
  core::user_id user;
};

/// Gives a member another role; not_found when not a member.
struct set_group_role {
  using reply = done;
  core::group_id group;
  core::user_id user;
  core::member_role role = core::member_role::member;
};

/// Makes a member the owner and the owner an admin; not_found when not a
/// member.
struct transfer_group {
  using reply = done;
  core::group_id group;
  core::user_id to;
};

/// Bans, anew if banned before, and ends the memberships, with the answer of
/// `remove_group_member`.
struct ban_from_group {
  using reply = std::vector<core::room_id>;
  core::group_id group;
  core::user_id user;
  core::restriction value;  ///< `who` is ignored
};

/// not_found when there is no such ban.
struct lift_group_ban {
  using reply = done;
  core::group_id group;
  core::user_id user;
};

// -- reads --------------------------------------------------------------------

struct find_group {
  using reply = core::group;  ///< or not_found
  core::group_id id;
};

enum class group_scope : std::uint8_t { all, open, mine };

/// Groups that the user is in, and open ones but those that banned the user;
/// ordered by name. With `words`: those whose name or description has words
/// that begin so, newest first.
struct list_groups {
  using reply = page<core::group>;
  core::user_id viewer;
  std::string cursor;
  std::uint32_t limit = 50;
  group_scope scope = group_scope::all;
  std::string words{};
};

/// Everything about a user that decides about rights in a group.
struct group_standing {
  core::user_card who;
  core::server_role server = core::server_role::user;
  std::optional<core::member_role> role;  ///< none: not a member
  bool banned = false;                    ///< now
};

struct find_group_standing {
  using reply = group_standing;  ///< or not_found, for want of group or user
  core::group_id group;
  core::user_id user;
};

/// Owner and admins.
struct list_group_staff {
  using reply = std::vector<core::user_id>;
  core::group_id group;
};

/// Bans that hold, by the user's key: stable while others come and go.
struct list_group_bans {
  using reply = page<core::restriction>;
  core::group_id group;
  std::string cursor;
  std::uint32_t limit = 50;
};

struct find_group_member {
  using reply = core::group_member;  ///< or not_found
  core::group_id group;
  core::user_id user;
};

/// In order of joining.
struct list_group_members {
  using reply = page<core::group_member>;
  core::group_id group;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// Rooms of the group, ordered by name: open ones and those the viewer is in,
/// or `all`.
struct list_group_rooms {
  using reply = std::vector<core::room>;
  core::group_id group;
  core::user_id viewer;
  bool all = false;
};

}  // namespace parley::storage

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

/// Adds a member; already being one is fine and changes nothing.
struct add_group_member {
  using reply = done;
  core::group_id group;
  core::user_id user;
  core::member_role role = core::member_role::member;
  core::timestamp at{};
};

/// Removes a member of the group, not of its channels (rooms do that). Not
/// being one is fine.
struct remove_group_member {
  using reply = done;
  core::group_id group;
  core::user_id user;
};

// -- reads --------------------------------------------------------------------

struct find_group {
  using reply = core::group;  ///< or not_found
  core::group_id id;
};

/// Groups that the user is in, and open ones; ordered by name.
struct list_groups {
  using reply = page<core::group>;
  core::user_id viewer;
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

/// Rooms of the group, ordered by name: open ones and those the viewer is in.
struct list_group_rooms {
  using reply = std::vector<core::room>;
  core::group_id group;
  core::user_id viewer;
};

}  // namespace parley::storage

#pragma once

// Groups and their channels. Each is a request answered with
// `core::result<…>`.

#include <caf/allowed_unsafe_message_type.hpp>

#include "actors/messages/client_events.hpp"
#include "core/model.hpp"
#include "storage/operations.hpp"

namespace parley::actors {

struct group_view {
  core::group meta;
  std::optional<core::member_role> own_role;
};

/// → core::group
struct found_group {
  identity_ptr by;
  std::string name;
  std::string description;
  core::visibility access = core::visibility::open;
};

/// → group_view
struct describe_group {
  identity_ptr by;
  core::group_id group;
};

/// → page<core::group>
struct list_my_groups {
  identity_ptr by;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// → done. `who` may be the asker (join) or another user (add).
struct enter_group {
  identity_ptr by;
  core::group_id group;
  core::user_id who;
  core::member_role role = core::member_role::member;
};

/// → done, once the user has left the group's channels as well.
struct exit_group {
  identity_ptr by;
  core::group_id group;
  core::user_id who;
};

/// → page<core::group_member>
struct list_members_of_group {
  identity_ptr by;
  core::group_id group;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// → core::room
struct found_channel {
  identity_ptr by;
  core::group_id group;
  std::string name;
  std::string topic;
  core::visibility access = core::visibility::open;
};

/// → std::vector<core::room>
struct list_channels {
  identity_ptr by;
  core::group_id group;
};

/// → page<room_overview>
struct list_my_rooms {
  identity_ptr by;
  std::string cursor;
  std::uint32_t limit = 50;
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::found_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::describe_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_my_groups)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::enter_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::exit_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_members_of_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::found_channel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_channels)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_my_rooms)

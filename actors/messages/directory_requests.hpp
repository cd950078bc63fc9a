#pragma once

// Groups and their channels. Each is a request answered with
// `core::result<…>`.

#include <caf/allowed_unsafe_message_type.hpp>

#include "actors/messages/client_events.hpp"
#include "actors/messages/room_events.hpp"
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
  storage::group_scope scope = storage::group_scope::all;
  std::string words{};  ///< empty: whatever they are called
};

/// → group_view. What is set is changed.
struct update_group {
  identity_ptr by;
  core::group_id group;
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::string> icon;
  std::optional<core::visibility> access;
};

/// → done, once no socket hears a channel of it any more.
struct delete_group {
  identity_ptr by;
  core::group_id group;
};

/// → group_member. The role of owner is handed over by it.
struct set_group_role {
  identity_ptr by;
  core::group_id group;
  core::user_id who;
  core::member_role role = core::member_role::member;
};

/// → restriction, once the user has left the group's channels as well.
struct ban_from_group {
  identity_ptr by;
  core::group_id group;
  core::user_id who;
  std::string reason;
  std::optional<core::timestamp> until;
};

/// → done; not_found when there is no such ban.
struct lift_group_ban {
  identity_ptr by;
  core::group_id group;
  core::user_id who;
};

/// → page<restriction>
struct list_group_bans {
  identity_ptr by;
  core::group_id group;
  std::string cursor;
  std::uint32_t limit = 50;
};

/// → page<recorded_act>: what those who manage did in the group and its
/// channels, newest first.
struct list_group_acts {
  identity_ptr by;
  core::group_id group;
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

/// A channel changed or ended, or came: the group is told, or if it is closed
/// these members.
struct announce_channel {
  channel_news news;
  std::vector<core::user_id> members;
  /// It was closed or opened by this change: for those of the group who are
  /// not among `members`, which are all then, it goes or comes.
  bool turned = false;
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
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::update_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::delete_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::set_group_role)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::ban_from_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::lift_group_ban)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_group_bans)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_group_acts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::announce_channel)

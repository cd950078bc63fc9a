#pragma once

#include <optional>

#include "core/model.hpp"
#include "core/result.hpp"

namespace parley::core {

/// Everything that needs a right; `docs/permissions.md` shows who has it.
enum class action : std::uint8_t {
  view_group,
  join_group,
  request_group,  ///< ask to be let in; whoever knows the id may
  leave_group,
  update_group,
  delete_group,
  transfer_group,  ///< make somebody else its owner
  add_group_member,
  invite_to_group,
  remove_group_member,
  change_group_role,
  ban_from_group,  ///< and lift the ban
  review_group,    ///< see its bans, invites and requests; decide the latter
  create_channel,
  view_room,  ///< that it exists, its name and topic
  read_room,  ///< its messages
  join_room,
  request_room,  ///< ask to be let in; whoever of the group knows the id may
  leave_room,
  update_room,
  delete_room,
  transfer_room,  ///< make somebody else its owner
  add_room_member,
  invite_to_room,
  remove_room_member,
  change_room_role,
  ban_from_room,  ///< and lift the ban
  mute_in_room,   ///< and lift the mute
  review_room,    ///< see its bans, mutes, invites and requests
  post_message,
  broadcast,
  signal_typing,
  call_members,  ///< call those of the room, or the other one of a direct one
  edit_message,
  delete_message,
  react_to_message,
  pin_message,
  mark_read,
};

/// Who somebody is, in relation to what is asked about.
struct standing {
  server_role server = server_role::user;
  std::optional<member_role> in_group{};  ///< none: not a member
  std::optional<member_role> in_room{};   ///< none: not a member
  bool banned = false;                    ///< from the group or the room
  bool muted = false;                     ///< in the room
};

/// What it is about.
struct subject {
  visibility group_access = visibility::open;
  visibility room_access = visibility::open;
  std::optional<standing> target{};           ///< whom it is done to
  member_role granted = member_role::member;  ///< by a change of role
  bool own = false;                           ///< a message: the asker wrote it
  bool direct = false;     ///< a room of its members, nobody above another
  bool blocked = false;    ///< a direct one, one of the two blocks the other
  bool read_only = false;  ///< only its admins speak
  bool archived = false;   ///< nobody speaks or comes any more
  int slow_wait_ms = 0;    ///< until the asker may post again in slow mode
};

/// The one place that decides. Success, not_found when the caller may not even
/// know that the thing exists, forbidden, or rate_limited by slow mode.
result<void> permit(action what, const standing& who, const subject& about);

}  // namespace parley::core

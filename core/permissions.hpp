#pragma once

#include <optional>

#include "core/model.hpp"
#include "core/result.hpp"

namespace parley::core {

/// Everything that needs a right.
enum class action : std::uint8_t {
  view_group,
  join_group,
  leave_group,
  add_group_member,
  remove_group_member,
  create_channel,
  view_room,  ///< that it exists, its name and topic
  read_room,  ///< its messages
  join_room,
  leave_room,
  add_room_member,
  remove_room_member,
  post_message,
  broadcast,
  signal_typing,
  edit_message,
  delete_message,
  react_to_message,
  pin_message,
  mark_read,
};

/// Who asks, in relation to what is asked about.
struct standing {
  server_role server = server_role::user;
  std::optional<member_role> in_group;  ///< none: not a member
  std::optional<member_role> in_room;   ///< none: not a member
};

/// What it is about.
struct subject {
  visibility group_access = visibility::open;
  visibility room_access = visibility::open;
  std::optional<member_role> target;  ///< whom a removal is about
  bool own = false;                   ///< a message: the asker wrote it
  bool direct = false;                ///< the room has no group: all are equal
};

/// The one place that decides. Success, not_found when the caller may not even
/// know that the thing exists, or forbidden.
result<void> permit(action what, const standing& who, const subject& about);

}  // namespace parley::core

#include "core/permissions.hpp"

namespace parley::core {

namespace {

bool at_least(std::optional<member_role> role, member_role least) {
  return role && *role >= least;
}

bool sees_group(const standing& who, const subject& about) {
  return who.server == server_role::admin || who.in_group ||
         about.group_access == visibility::open;
}

// A room is seen by its members, and an open one by its group's members.
bool sees_room(const standing& who, const subject& about) {
  return who.server == server_role::admin || who.in_room ||
         (who.in_group && about.room_access == visibility::open);
}

// Nobody removes an equal or a higher one; owners leave, they are not removed.
bool may_remove(std::optional<member_role> own, const standing& who,
                const subject& about) {
  if (about.target == member_role::owner) return false;
  if (who.server == server_role::admin) return true;
  return at_least(own, member_role::admin) && about.target &&
         *own > *about.target;
}

// Takes care of what others wrote.
bool moderates(const standing& who) {
  return who.server == server_role::admin ||
         at_least(who.in_room, member_role::admin);
}

bool allowed(action what, const standing& who, const subject& about) {
  const bool server_admin = who.server == server_role::admin;
  switch (what) {
    case action::view_group:
    case action::view_room:
      return true;  // seeing was checked before
    case action::join_group:
      return who.in_group || about.group_access == visibility::open;
    case action::leave_group:
      return who.in_group.has_value();
    case action::add_group_member:
    case action::create_channel:
      return server_admin || at_least(who.in_group, member_role::admin);
    case action::remove_group_member:
      return may_remove(who.in_group, who, about);
    case action::join_room:
      return who.in_room ||
             (who.in_group && about.room_access == visibility::open);
    case action::read_room:
      return who.server == server_role::admin || who.in_room ||
             (who.in_group && about.room_access == visibility::open);
    case action::leave_room:
    case action::post_message:
    case action::broadcast:
    case action::signal_typing:
    case action::react_to_message:
    case action::mark_read:
      return who.in_room.has_value();
    case action::edit_message:
      return who.in_room && about.own;
    case action::delete_message:
      return (who.in_room && about.own) || moderates(who);
    case action::pin_message:
      return (who.in_room && about.direct) || moderates(who);
    case action::add_room_member:
      return server_admin || at_least(who.in_room, member_role::admin);
    case action::remove_room_member:
      return may_remove(who.in_room, who, about);
  }
  return false;
}

bool about_group(action what) { return what <= action::create_channel; }

}  // namespace

result<void> permit(action what, const standing& who, const subject& about) {
  bool seen =
      about_group(what) ? sees_group(who, about) : sees_room(who, about);
  if (!seen) return failure{errc::not_found};
  if (!allowed(what, who, about)) return failure{errc::forbidden};
  return {};
}

}  // namespace parley::core

#include "core/permissions.hpp"

#include <algorithm>

namespace parley::core {

namespace {

/// How high somebody stands: nobody acts on an equal or a higher one. Who is
/// high in a group is so in its channels.
enum class rank : std::uint8_t {
  outsider,
  member,
  room_admin,
  room_owner,
  group_admin,
  group_owner,
  server_admin,
};

bool inside(const standing& who) { return who.in_group || who.in_room; }

rank rank_in_room(const standing& who) {
  if (who.in_room == member_role::owner) return rank::room_owner;
  if (who.in_room == member_role::admin) return rank::room_admin;
  return inside(who) ? rank::member : rank::outsider;
}

rank rank_of(const standing& who) {
  if (who.server == server_role::admin) return rank::server_admin;
  if (who.in_group == member_role::owner) return rank::group_owner;
  if (who.in_group == member_role::admin) return rank::group_admin;
  return rank_in_room(who);
}

// A moderator of the server keeps order like a room's admin wherever it is a
// member, but manages nothing.
rank rank_as_keeper(const standing& who) {
  auto own = rank_of(who);
  bool keeps = who.server == server_role::moderator && inside(who);
  return keeps ? std::max(own, rank::room_admin) : own;
}

bool keeps_order(const standing& who) {
  return rank_as_keeper(who) >= rank::room_admin;
}

rank rank_of_target(const subject& about) {
  return about.target ? rank_as_keeper(*about.target) : rank::outsider;
}

bool stands_above_target(const standing& who, const subject& about) {
  return keeps_order(who) && rank_as_keeper(who) > rank_of_target(about);
}

// A group is never without its owner, who can only be succeeded.
bool owns_group(const std::optional<standing>& target) {
  return target && target->in_group == member_role::owner;
}

/// `admin`: what makes an admin of the group or the room in question.
bool may_change_role(const standing& who, const subject& about, rank admin) {
  auto own = rank_of(who);
  auto granted = about.granted == member_role::member ? rank::member : admin;
  return own >= admin && about.granted != member_role::owner &&
         own > rank_of_target(about) && own > granted;
}

// -- groups -------------------------------------------------------------------

bool sees_group(action what, const standing& who, const subject& about) {
  if (who.server == server_role::admin) return true;
  if (who.banned) return false;
  return who.in_group || about.group_access == visibility::open ||
         what == action::request_group;
}

bool allowed_in_group(action what, const standing& who, const subject& about) {
  const auto own = rank_of(who);
  const bool open = about.group_access == visibility::open;
  switch (what) {
    case action::join_group:
      return who.in_group || (open && !who.banned);
    case action::leave_group:
      return who.in_group.has_value();
    case action::update_group:
    case action::add_group_member:
    case action::create_channel:
      return own >= rank::group_admin;
    case action::invite_to_group:
      return own >= rank::group_admin || (who.in_group && open);
    case action::remove_group_member:
    case action::ban_from_group:
      return stands_above_target(who, about) && !owns_group(about.target);
    case action::change_group_role:
      return may_change_role(who, about, rank::group_admin) &&
             !owns_group(about.target);
    case action::review_group:
      return keeps_order(who);
    case action::delete_group:
    case action::transfer_group:
      return own >= rank::group_owner;
    case action::view_group:
    case action::request_group:
      return true;  // seeing was checked before
    default:
      return false;
  }
}

// -- rooms --------------------------------------------------------------------

// A room is seen by its members, and an open one by its group's members. A
// direct one is for nobody else at all.
bool sees_room(action what, const standing& who, const subject& about) {
  if (about.direct) return who.in_room.has_value();
  if (who.server == server_role::admin) return true;
  if (who.banned) return false;
  return who.in_room ||
         (who.in_group && (about.room_access == visibility::open ||
                           what == action::request_room));
}

bool allowed_in_direct(action what, const subject& about) {
  switch (what) {
    case action::view_room:
    case action::read_room:
    case action::mark_read:
      return true;
    case action::delete_message:
      return about.own;
    case action::edit_message:
      return about.own && !about.blocked;
    case action::post_message:
    case action::broadcast:
    case action::signal_typing:
    case action::call_members:
    case action::react_to_message:
    case action::pin_message:
      return !about.blocked;
    default:
      return false;
  }
}

bool is_staff(const standing& who) {
  return who.in_room >= member_role::admin || who.server != server_role::user;
}

result<void> permit_speech(action what, const standing& who,
                           const subject& about) {
  if (!who.in_room) return errc::forbidden;
  if (what == action::edit_message && !about.own) return errc::forbidden;
  if (about.archived)
    return failure{errc::forbidden, "the channel is archived"};
  if (who.muted) return failure{errc::forbidden, "you are muted here"};
  if (is_staff(who)) return {};
  if (about.read_only)
    return failure{errc::forbidden, "only its admins speak in this channel"};
  if (what == action::post_message && about.slow_wait_ms > 0)
    return failure{errc::rate_limited, "slow mode: wait before the next one",
                   about.slow_wait_ms};
  return {};
}

bool allowed_in_room(action what, const standing& who, const subject& about) {
  const auto own = rank_of(who);
  const bool open = about.room_access == visibility::open;
  switch (what) {
    case action::join_room:
      return who.in_room ||
             (who.in_group && open && !about.archived && !who.banned);
    case action::leave_room:
      return who.in_room.has_value();
    case action::update_room:
      return own >= rank::room_admin;
    case action::add_room_member:
      return own >= rank::room_admin && !about.archived;
    case action::invite_to_room:
      return !about.archived &&
             (own >= rank::room_admin || (who.in_room && open));
    case action::remove_room_member:
    case action::ban_from_room:
    case action::mute_in_room:
      return stands_above_target(who, about);
    case action::change_room_role:
      return may_change_role(who, about, rank::room_admin);
    case action::review_room:
      return keeps_order(who);
    case action::delete_room:
    case action::transfer_room:
      return own >= rank::room_owner;
    case action::request_room:
      return !about.archived;
    case action::mark_read:
      return who.in_room.has_value();
    case action::delete_message:
      return (who.in_room && about.own) || keeps_order(who);
    case action::pin_message:
      return keeps_order(who) && !about.archived;
    case action::react_to_message:
      return who.in_room && !about.archived && !who.muted;
    case action::view_room:
    case action::read_room:
      return true;  // seeing was checked before
    default:
      return false;
  }
}

bool is_speech(action what) {
  return what == action::post_message || what == action::broadcast ||
         what == action::signal_typing || what == action::call_members ||
         what == action::edit_message;
}

bool is_about_group(action what) { return what <= action::create_channel; }

result<void> allow(bool may) {
  if (!may) return errc::forbidden;
  return {};
}

}  // namespace

result<void> permit(action what, const standing& who, const subject& about) {
  if (is_about_group(what)) {
    if (!sees_group(what, who, about)) return errc::not_found;
    return allow(allowed_in_group(what, who, about));
  }
  if (!sees_room(what, who, about)) return errc::not_found;
  if (about.direct) return allow(allowed_in_direct(what, about));
  if (is_speech(what)) return permit_speech(what, who, about);
  return allow(allowed_in_room(what, who, about));
}

}  // namespace parley::core

// The writer's operations on what a room is and what somebody may do there.

#include <utility>

#include "storage/name_key.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer.hpp"
#include "storage/sqlite/writer_membership.hpp"

namespace parley::storage::sqlite {

using core::entry_kind;
using core::errc;
using core::failure;
using core::restriction_kind;

namespace {

restriction_kind restriction_of(entry_kind what) {
  bool mute = what == entry_kind::muted || what == entry_kind::unmuted;
  return mute ? restriction_kind::mute : restriction_kind::ban;
}

}  // namespace

core::result<appended> sqlite_writer::apply(const append_profile& op) {
  if (auto why = refusal()) return *why;
  const auto& p = op.profile;
  auto room = slot_of(op.room);
  if (!room) return room.error();
  if ((*room)->head >= max_seq) return log_is_full();
  auto by = key_of(op.by);
  if (!by) return by.error();
  auto name = name_key(p.name);
  if (!name) return name.error();
  bool was_archived = false;
  bool has_new_icon = false;
  {
    auto q = room_before_.run((*room)->key);
    if (q.next()) {
      was_archived = q.integer(0) != 0;
      has_new_icon = q.text(1) != p.icon;
    }
    if (q.failed()) return doom(q);
  }
  std::optional<std::int64_t> icon;
  if (has_new_icon) {
    auto named = icon_upload(p.icon, op.by);
    if (!named) return named.error();
    icon = *named;
  }
  {
    auto q =
        update_room_.run((*room)->key, p.name, *name, p.topic, p.icon, p.access,
                         p.read_only, p.slow_mode, p.archived, p.retention);
    if (!q.finish()) {
      auto why = failed(q);
      if (why.code == errc::conflict)
        return failure{errc::name_taken, "this name is taken"};
      return why;
    }
  }
  auto kind =
      p.archived && !was_archived ? entry_kind::archived : entry_kind::updated;
  auto logged = log_membership(**room, {kind, op.at, *by, {}});
  if (!logged) return logged;
  auto q = insert_room_change_.run(
      position((*room)->key, (*room)->head), p.name, p.topic, p.icon, p.access,
      p.read_only, p.slow_mode, p.archived, p.retention);
  if (!q.finish()) return doom(q);
  if (has_new_icon)
    if (auto ok = change_icon(icon_place::room, (*room)->key, icon, op.at); !ok)
      return ok.error();
  if (p.retention == (*room)->retention) return logged;
  (*room)->retention = p.retention;
  auto note = note_retention_change_.run((*room)->key, (*room)->head);
  if (!note.finish()) return doom(note);
  return logged;
}

core::result<appended> sqlite_writer::apply(const append_standing& op) {
  if (auto why = refusal()) return *why;
  auto room = slot_of(op.room);
  if (!room) return room.error();
  if ((*room)->head >= max_seq) return log_is_full();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto by = key_of(op.by);
  if (!by) return by.error();
  auto changed = change_standing(op, (*room)->key, *user);
  if (!changed) return changed.error();
  if (!*changed) return appended{};
  auto logged = log_membership(**room, {op.what, op.at, *user, op.role});
  if (!logged) return logged;
  auto q = insert_member_change_.run(position((*room)->key, (*room)->head), *by,
                                     op.until);
  if (!q.finish()) return doom(q);
  return logged;
}

core::result<bool> sqlite_writer::change_standing(const append_standing& op,
                                                  std::int64_t room,
                                                  std::int64_t user) {
  auto outcome = [this](execution q) -> core::result<bool> {
    if (!q.finish()) return failed(q);
    return changed_rows() > 0;
  };
  auto kind = restriction_of(op.what);
  switch (op.what) {
    case entry_kind::role_changed:
      return outcome(set_room_role_.run(room, user, op.role));
    case entry_kind::muted:
    case entry_kind::banned: {
      auto by = key_of(op.by);
      if (!by) return by.error();
      auto put = outcome(put_restriction_.run(kind, room, user, *by, op.reason,
                                              op.at, op.until));
      if (!put || op.what == entry_kind::muted) return put;
      if (auto ok = end_membership(room, user); !ok) return ok.error();
      return put;
    }
    case entry_kind::unmuted:
    case entry_kind::unbanned:
      return outcome(delete_restriction_.run(kind, room, user));
    default:
      return failure{errc::invalid_request, "not a change of standing"};
  }
}

core::result<done> sqlite_writer::apply(const delete_room& op) {
  if (auto why = refusal()) return *why;
  auto room = slot_of(op.id);
  if (!room) return room.error();
  const auto key = (*room)->key;
  std::int64_t group = 0;
  {
    auto q = group_of_room_.run(key);
    if (q.next()) group = q.integer(0);
    if (q.failed()) return doom(q);
  }
  keys_.drop(op.id);
  if (auto ok = end_room(group, key, core::now()); !ok) return ok.error();
  return done{};
}

core::result<void> sqlite_writer::end_room(std::int64_t group,
                                           std::int64_t room,
                                           core::timestamp at) {
  if (auto q = end_room_.run(room, at); !q.finish()) return doom(q);
  for (auto* each : {&note_leftovers_, &note_unpurged_, &delete_room_members_,
                     &delete_leavers_, &drop_retention_change_})
    if (auto q = each->run(room); !q.finish()) return doom(q);
  if (auto ok = change_icon(icon_place::room, room, {}, at); !ok) return ok;
  for (auto kind : {restriction_kind::ban, restriction_kind::mute})
    if (auto q = delete_restrictions_.run(kind, room); !q.finish())
      return doom(q);
  for (auto* each : {&delete_invites_of_room_, &delete_requests_of_room_})
    if (auto q = each->run(group, room); !q.finish()) return doom(q);
  return {};
}

}  // namespace parley::storage::sqlite

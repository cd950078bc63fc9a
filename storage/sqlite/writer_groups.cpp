// The writer's operations on groups and who is in them.

#include <utility>

#include "storage/name_key.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;
using core::restriction_kind;

namespace {

constexpr auto group_ban = restriction_kind::group_ban;

/// SQLite names the column of a broken constraint in its message only.
failure taken_name(const failure& why, sqlite3* db) {
  const std::string_view message = sqlite3_errmsg(db);
  if (why.code != errc::conflict || message.find("name_key") == message.npos)
    return why;
  return {errc::name_taken, "this name is taken"};
}

failure no_member() { return {errc::not_found, "no such member"}; }

}  // namespace

core::result<bool> sqlite_writer::has_row(execution q) {
  const bool found = q.next();
  if (!found && q.failed()) return doom(q);
  return found;
}

core::result<core::group> sqlite_writer::apply(const create_group& op) {
  if (auto why = refusal()) return *why;
  const auto& g = op.value;
  auto creator = key_of(g.created_by);
  if (!creator) return creator.error();
  auto name = name_key(g.name);
  if (!name) return name.error();
  {
    auto q = insert_group_.run(g.id, g.name, *name, g.description, *creator,
                               g.access, g.created_at, g.icon);
    if (!q.finish()) return taken_name(failed(q), db_.handle());
  }
  const auto key = new_key();
  auto owner = insert_group_member_.run(key, *creator, core::member_role::owner,
                                        g.created_at);
  if (!owner.finish()) return doom(owner);
  if (auto ok = index_group(key, g); !ok) return ok.error();
  return g;
}

core::result<core::group> sqlite_writer::apply(const update_group& op) {
  if (auto why = refusal()) return *why;
  const auto& g = op.value;
  auto key = key_of(g.id);
  if (!key) return key.error();
  auto name = name_key(g.name);
  if (!name) return name.error();
  bool has_new_icon = false;
  {
    auto q = icon_of_group_.run(*key);
    if (q.next()) has_new_icon = q.text(0) != g.icon;
    if (q.failed()) return doom(q);
  }
  std::optional<std::int64_t> icon;
  if (has_new_icon) {
    auto named = icon_upload(g.icon, op.by);
    if (!named) return named.error();
    icon = *named;
  }
  {
    auto q =
        update_group_.run(*key, g.name, *name, g.description, g.icon, g.access);
    if (!q.finish()) return taken_name(failed(q), db_.handle());
  }
  auto q = delete_group_text_.run(*key);
  if (!q.finish()) return doom(q);
  if (auto ok = index_group(*key, g); !ok) return ok.error();
  if (!has_new_icon) return g;
  auto ok = change_icon(icon_place::group, *key, icon, core::now());
  if (!ok) return ok.error();
  return g;
}

core::result<void> sqlite_writer::index_group(std::int64_t key,
                                              const core::group& value) {
  auto q = insert_group_text_.run(key, value.name, value.description);
  if (!q.finish()) return doom(q);
  return {};
}

core::result<ended_group> sqlite_writer::apply(const delete_group& op) {
  if (auto why = refusal()) return *why;
  auto key = key_of(op.id);
  if (!key) return key.error();
  ended_group ended;
  {
    auto q = ids_of_group_members_.run(*key);
    while (q.next()) ended.members.push_back(row{q}.id<core::user_id>());
    if (q.failed()) return doom(q);
  }
  std::vector<std::int64_t> rooms;
  {
    auto q = rooms_of_group_.run(*key);
    while (q.next()) {
      ended.rooms.push_back(row{q}.id<core::room_id>());
      rooms.push_back(q.integer(1));
    }
    if (q.failed()) return doom(q);
  }
  const auto now = core::now();
  for (auto room : rooms)
    if (auto ok = end_room(*key, room, now); !ok) return ok.error();
  for (const auto& id : ended.rooms) keys_.drop(id);
  for (auto* each :
       {&delete_group_, &delete_group_members_, &delete_group_text_,
        &delete_invites_of_group_, &delete_requests_of_group_})
    if (auto q = each->run(*key); !q.finish()) return doom(q);
  if (auto ok = change_icon(icon_place::group, *key, {}, now); !ok)
    return ok.error();
  auto q = delete_restrictions_.run(group_ban, *key);
  if (!q.finish()) return doom(q);
  return ended;
}

core::result<done> sqlite_writer::apply(const add_group_member& op) {
  if (auto why = refusal()) return *why;
  auto group = key_of(op.group);
  if (!group) return group.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto banned = has_row(find_restriction_.run(group_ban, *group, *user, op.at));
  if (!banned) return banned.error();
  if (*banned) return failure{errc::forbidden, "banned from the group"};
  auto q = insert_group_member_.run(*group, *user, op.role, op.at);
  if (!q.finish()) return failed(q);
  return done{};
}

core::result<std::vector<core::room_id>> sqlite_writer::apply(
    const remove_group_member& op) {
  if (auto why = refusal()) return *why;
  auto group = key_of(op.group);
  if (!group) return group.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  bool was_member = false;
  {
    auto q = delete_group_member_.run(*group, *user);
    if (!q.finish()) return failed(q);
    was_member = changed_rows() != 0;
  }
  auto rooms = end_memberships(*group, *user);
  if (rooms && rooms->empty() && !was_member) return no_member();
  return rooms;
}

core::result<std::vector<core::room_id>> sqlite_writer::end_memberships(
    std::int64_t group, std::int64_t user) {
  for (auto* each : {&insert_leavers_of_group_, &delete_room_members_of_group_})
    if (auto q = each->run(group, user); !q.finish()) return doom(q);
  std::vector<core::room_id> rooms;
  auto q = rooms_of_leaver_.run(group, user);
  while (q.next()) rooms.push_back(row{q}.id<core::room_id>());
  if (q.failed()) return doom(q);
  return rooms;
}

core::result<done> sqlite_writer::apply(const set_group_role& op) {
  if (auto why = refusal()) return *why;
  auto group = key_of(op.group);
  if (!group) return group.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = set_group_role_.run(*group, *user, op.role);
  if (!q.finish()) return failed(q);
  if (changed_rows() == 0) return no_member();
  return done{};
}

core::result<done> sqlite_writer::apply(const transfer_group& op) {
  if (auto why = refusal()) return *why;
  auto group = key_of(op.group);
  if (!group) return group.error();
  auto user = key_of(op.to);
  if (!user) return user.error();
  {
    auto q = set_group_role_.run(*group, *user, core::member_role::owner);
    if (!q.finish()) return failed(q);
    if (changed_rows() == 0) return no_member();
  }
  auto q = lower_group_owners_.run(*group, *user);
  if (!q.finish()) return doom(q);
  return done{};
}

core::result<std::vector<core::room_id>> sqlite_writer::apply(
    const ban_from_group& op) {
  if (auto why = refusal()) return *why;
  const auto& ban = op.value;
  auto group = key_of(op.group);
  if (!group) return group.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto by = key_of(ban.by);
  if (!by) return by.error();
  {
    auto q = put_restriction_.run(group_ban, *group, *user, *by, ban.reason,
                                  ban.at, ban.until);
    if (!q.finish()) return failed(q);
  }
  {
    auto q = delete_group_member_.run(*group, *user);
    if (!q.finish()) return doom(q);
  }
  return end_memberships(*group, *user);
}

core::result<done> sqlite_writer::apply(const lift_group_ban& op) {
  if (auto why = refusal()) return *why;
  auto group = key_of(op.group);
  if (!group) return group.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = delete_restriction_.run(group_ban, *group, *user);
  if (!q.finish()) return failed(q);
  if (changed_rows() == 0) return failure{errc::not_found, "no such ban"};
  return done{};
}

}  // namespace parley::storage::sqlite

// The writer's operations on direct rooms and blocks.

#include <algorithm>
#include <utility>

#include "storage/sqlite/writer_membership.hpp"

namespace parley::storage::sqlite {

using core::entry_kind;
using core::errc;
using core::failure;

core::result<std::string> sqlite_writer::direct_key_of(
    const std::vector<core::user_id>& people) {
  std::vector<std::int64_t> keys;
  for (const auto& id : people) {
    auto key = key_of(id);
    if (!key) return key.error();
    keys.push_back(*key);
  }
  std::sort(keys.begin(), keys.end());
  if (keys.size() < 2 ||
      std::adjacent_find(keys.begin(), keys.end()) != keys.end())
    return failure{errc::invalid_request,
                   "a direct room is of different people"};
  std::string text;
  for (auto key : keys) text += std::to_string(key) + ' ';
  return text;
}

std::optional<core::room_id> sqlite_writer::direct_room(
    const std::string& key) {
  auto q = direct_room_by_key_.run(key);
  if (!q.next()) return std::nullopt;
  return row{q}.id<core::room_id>();
}

core::result<opened_direct> sqlite_writer::apply(const open_direct& op) {
  if (auto why = refusal()) return *why;
  auto r = op.value;
  r.kind = core::room_kind::direct;
  r.access = core::visibility::closed;
  auto creator = key_of(r.created_by);
  if (!creator) return creator.error();
  auto direct_key = direct_key_of(op.people);
  if (!direct_key) return direct_key.error();
  if (auto known = direct_room(*direct_key)) {
    r.id = *known;
    return opened_direct{std::move(r), false};
  }
  {
    const std::optional<std::int64_t> no_group;
    auto q = insert_room_.run(r.id, r.kind, no_group, r.name, r.name, r.topic,
                              *creator, r.access, r.epoch, r.created_at, r.icon,
                              r.read_only, r.slow_mode, r.archived, *direct_key,
                              r.retention);
    if (!q.finish()) return failed(q);
  }
  auto& room = *keys_.keep(r.id, {new_key()});
  room.retention = r.retention;
  for (const auto& id : op.people) {
    auto key = key_of(id);
    if (!key) return key.error();
    auto q = insert_room_member_.run(room.key, *key, core::member_role::member,
                                     r.created_at, room.head + 1);
    if (!q.finish()) return doom(q);
    auto logged = log_membership(room, {entry_kind::joined, r.created_at, *key,
                                        core::member_role::member});
    if (!logged) return logged.error();
  }
  return opened_direct{std::move(r), true};
}

core::result<std::optional<core::room_id>> sqlite_writer::apply(
    const set_block& op) {
  if (auto why = refusal()) return *why;
  auto by = key_of(op.by);
  if (!by) return by.error();
  auto whom = key_of(op.whom);
  if (!whom) return whom.error();
  auto direct_key = direct_key_of({op.by, op.whom});
  if (!direct_key) return direct_key.error();
  auto q = op.blocked ? insert_block_.run(*by, *whom, op.at)
                      : delete_block_.run(*by, *whom);
  if (!q.finish()) return failed(q);
  return direct_room(*direct_key);
}

core::result<done> sqlite_writer::apply(const set_direct_policy& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = set_direct_policy_.run(*user, op.policy);
  if (!q.finish()) return failed(q);
  return done{};
}

}  // namespace parley::storage::sqlite

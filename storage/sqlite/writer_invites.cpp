// The writer's operations on invites and requests to be let in.

#include <utility>

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

failure no_invite() { return {errc::not_found, "no such invite"}; }

}  // namespace

/// `room` is 0 for the group alone.
struct sqlite_writer::place_keys {
  std::int64_t group = 0;
  std::int64_t room = 0;
};

core::result<sqlite_writer::place_keys> sqlite_writer::keys_of(
    const doorway& at) {
  place_keys keys;
  auto group = key_of(at.group);
  if (!group) return group.error();
  keys.group = *group;
  if (!at.room) return keys;
  auto room = slot_of(at.room);
  if (!room) return room.error();
  keys.room = (*room)->key;
  return keys;
}

core::result<core::invite> sqlite_writer::apply(const create_invite& op) {
  if (auto why = refusal()) return *why;
  auto made = op.value;
  made.uses = 0;
  auto at = keys_of({made.group, made.room});
  if (!at) return at.error();
  auto by = key_of(made.created_by);
  if (!by) return by.error();
  std::optional<std::int64_t> invitee;
  if (made.invitee) {
    auto key = key_of(made.invitee);
    if (!key) return key.error();
    invitee = *key;
  }
  {
    auto q = count_invites_.run(made.created_at, at->group, at->room);
    if (!q.next()) return doom(q);
    if (q.integer(0) >= create_invite::most_invites)
      return failure{errc::conflict, "there are too many invites; revoke some"};
  }
  {
    auto q = insert_invite_.run(made.id, as_bytes{op.hash}, at->group, at->room,
                                *by, invitee, made.created_at, made.expires_at,
                                made.max_uses);
    if (!q.finish()) return failed(q);
  }
  auto q = delete_useless_invites_.run(at->group, at->room, made.created_at);
  if (!q.finish()) return doom(q);
  return made;
}

core::result<done> sqlite_writer::apply(const revoke_invite& op) {
  if (auto why = refusal()) return *why;
  auto at = keys_of(op.at);
  if (!at) return at.error();
  auto q = delete_invite_.run(op.id, at->group, at->room);
  if (!q.finish()) return failed(q);
  if (changed_rows() == 0) return no_invite();
  return done{};
}

core::result<core::invite> sqlite_writer::apply(const redeem_invite& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  if (op.hash.empty())
    return read_usable(op, *user, find_invite_by_id_.run(op.at, op.id, *user));
  return read_usable(op, *user,
                     find_invite_by_hash_.run(op.at, as_bytes{op.hash}));
}

/// Uses the invite that the query finds.
core::result<core::invite> sqlite_writer::read_usable(const redeem_invite& op,
                                                      std::int64_t user,
                                                      execution q) {
  if (!q.next()) return q.failed() ? doom(q) : no_invite();
  auto found = read_invite(row{q});
  constexpr int rest = sql::invite_column_count;
  const auto key = q.integer(rest);
  const auto group = q.integer(rest + 1);
  const bool for_another = !q.is_null(rest + 2) && q.integer(rest + 2) != user;
  const bool useful = q.integer(rest + 4) != 0;
  if (for_another) return no_invite();
  using core::restriction_kind;
  auto banned = has_row(
      find_restriction_.run(restriction_kind::group_ban, group, user, op.at));
  if (!banned) return banned.error();
  if (*banned) return failure{errc::forbidden, "banned from the group"};
  auto inside = has_row(is_in_group_.run(group, user));
  if (!inside) return inside.error();
  auto used = has_row(find_invite_use_.run(key, user));
  if (!used) return used.error();
  if (*inside && (*used || !found.room)) return found;
  if (!useful) return no_invite();
  if (auto use = use_invite_.run(key); !use.finish()) return failed(use);
  ++found.uses;
  auto noted = insert_invite_use_.run(key, user);
  if (!noted.finish()) return doom(noted);
  auto added =
      insert_group_member_.run(group, user, core::member_role::member, op.at);
  if (!added.finish()) return doom(added);
  return found;
}

core::result<done> sqlite_writer::apply(const put_request& op) {
  if (auto why = refusal()) return *why;
  auto at = keys_of(op.at);
  if (!at) return at.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  {
    auto q = count_requests_.run(at->group, at->room);
    if (!q.next()) return doom(q);
    if (q.integer(0) >= put_request::most_requests)
      return failure{errc::conflict, "too many wait to be let in"};
  }
  auto q = put_request_.run(at->group, at->room, *user, op.note, op.when);
  if (!q.finish()) return failed(q);
  return done{};
}

core::result<done> sqlite_writer::apply(const take_request& op) {
  if (auto why = refusal()) return *why;
  auto at = keys_of(op.at);
  if (!at) return at.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = delete_request_.run(at->group, at->room, *user);
  if (!q.finish()) return failed(q);
  if (changed_rows() == 0) return failure{errc::not_found, "no such request"};
  return done{};
}

core::result<done> sqlite_writer::apply(const withdraw_request& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  place_keys at;
  if (op.at.room) {
    auto room = slot_of(op.at.room);
    if (!room) return room.error();
    at.room = (*room)->key;
  } else {
    auto group = key_of(op.at.group);
    if (!group) return group.error();
    at.group = *group;
  }
  auto q = withdraw_request_.run(*user, at.room, at.group);
  if (!q.finish()) return failed(q);
  if (changed_rows() == 0) return failure{errc::not_found, "no such request"};
  return done{};
}

}  // namespace parley::storage::sqlite

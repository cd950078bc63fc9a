// The reader's queries about ways into groups and channels.

#include <limits>

#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

core::join_request read_request(row& from) {
  core::join_request asked;
  asked.who = read_card(from);
  asked.note = from.text();
  asked.at = from.time();
  return asked;
}

core::result<std::vector<core::invite>> read_invites(execution q) {
  std::vector<core::invite> found;
  while (q.next()) found.push_back(read_invite(row{q}));
  if (q.failed()) return q.why();
  return found;
}

}  // namespace

/// `room` is 0 for the group alone.
struct sqlite_reader::place_keys {
  std::int64_t group = 0;
  std::int64_t room = 0;
};

core::result<sqlite_reader::place_keys> sqlite_reader::keys_of(
    const doorway& at) {
  place_keys keys;
  auto group = key_of(at.group);
  if (!group) return group.error();
  keys.group = *group;
  if (!at.room) return keys;
  auto room = key_of(at.room);
  if (!room) return room.error();
  keys.room = *room;
  return keys;
}

core::result<invitation> sqlite_reader::run(const find_invite& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  if (op.hash.empty())
    return read_invitation(*user, op.now,
                           find_invite_by_id_.run(op.now, op.id, *user));
  return read_invitation(*user, op.now,
                         find_invite_by_hash_.run(op.now, as_bytes{op.hash}));
}

core::result<invitation> sqlite_reader::read_invitation(std::int64_t user,
                                                        core::timestamp now,
                                                        execution q) {
  const failure no_invite{errc::not_found, "no such invite"};
  if (!q.next()) return q.failed() ? q.why() : no_invite;
  invitation found{read_invite(row{q}), 0};
  constexpr int rest = sql::invite_column_count;
  const auto group = q.integer(rest + 1);
  const bool for_another = !q.is_null(rest + 2) && q.integer(rest + 2) != user;
  const auto room = q.integer(rest + 3);
  const bool useful = q.integer(rest + 4) != 0;
  if (for_another || !useful) return no_invite;
  if (room != 0) {
    using core::restriction_kind;
    auto ban = find_restriction_.run(restriction_kind::ban, room, user, now);
    if (ban.next()) return failure{errc::forbidden, "banned from the channel"};
    if (ban.failed()) return ban.why();
  }
  auto count = count_behind_door_.run(group, room);
  if (!count.next()) return count.why();
  found.members = static_cast<std::uint64_t>(count.integer(0));
  return found;
}

core::result<std::vector<core::invite>> sqlite_reader::run(
    const list_invites& op) {
  start();
  auto at = keys_of(op.at);
  if (!at) return at.error();
  return read_invites(list_invites_.run(op.now, at->group, at->room));
}

core::result<std::vector<core::invite>> sqlite_reader::run(
    const list_invites_for& op) {
  start();
  auto user = key_of(op.invitee);
  if (!user) return user.error();
  return read_invites(list_invites_for_.run(op.now, *user));
}

core::result<page<core::join_request>> sqlite_reader::run(
    const list_requests& op) {
  start();
  auto after = read_numbers(op.cursor, 2);
  if (!after) return after.error();
  if (after->empty()) *after = {std::numeric_limits<std::int64_t>::min(), 0};
  auto at = keys_of(op.at);
  if (!at) return at.error();
  page<core::join_request> found;
  std::int64_t last = 0;
  auto q = list_requests_.run(at->group, at->room, (*after)[0], (*after)[1],
                              std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({core::to_ms(found.items.back().at), last});
      break;
    }
    row from{q};
    found.items.push_back(read_request(from));
    last = q.integer(6);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<core::join_request> sqlite_reader::run(const find_request& op) {
  start();
  auto at = keys_of(op.at);
  if (!at) return at.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = find_request_.run(at->group, at->room, *user);
  if (!q.next())
    return q.failed() ? q.why() : failure{errc::not_found, "no such request"};
  row from{q};
  return read_request(from);
}

core::result<std::vector<own_request>> sqlite_reader::run(
    const list_own_requests& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  std::vector<own_request> found;
  auto q = list_own_requests_.run(*user);
  while (q.next()) {
    row from{q};
    own_request one;
    one.at.group = from.id<core::group_id>();
    one.at.room = from.id<core::room_id>();
    one.note = from.text();
    one.when = from.time();
    found.push_back(std::move(one));
  }
  if (q.failed()) return q.why();
  return found;
}

}  // namespace parley::storage::sqlite

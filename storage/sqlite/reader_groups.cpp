// The reader's queries about groups and who is in them.

#include <limits>

#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/match_words.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<core::group> sqlite_reader::run(const find_group& op) {
  start();
  auto q = find_group_.run(op.id);
  if (!q.next()) return nothing(q, "no such group");
  return read_group(row{q});
}

core::result<page<core::group>> sqlite_reader::run(const list_groups& op) {
  start();
  if (!op.words.empty()) return search_groups(op);
  auto after = read_cursor(op.cursor);
  if (!after) return after.error();
  const auto limit = std::uint64_t{op.limit} + 1;
  const bool only_open = op.scope == group_scope::open;
  page<core::group> found;
  std::string last;
  auto q =
      op.scope == group_scope::mine
          ? list_own_groups_.run(op.viewer, *after, limit)
          : list_groups_.run(op.viewer, *after, limit, core::now(), only_open);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor(last);
      break;
    }
    found.items.push_back(read_group(row{q}));
    last = q.text(7);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<page<core::group>> sqlite_reader::search_groups(
    const list_groups& op) {
  auto below = read_numbers(op.cursor, 1);
  if (!below) return below.error();
  if (below->empty()) *below = {std::numeric_limits<std::int64_t>::max()};
  page<core::group> found;
  const auto words = match_beginnings(op.words);
  if (words.empty()) return found;
  std::int64_t last = 0;
  auto q =
      find_groups_.run(op.viewer, below->front(), std::uint64_t{op.limit} + 1,
                       core::now(), op.scope, words);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_group(row{q}));
    last = q.integer(7);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<core::group_member> sqlite_reader::run(
    const find_group_member& op) {
  start();
  auto q = find_group_member_.run(op.group, op.user);
  if (!q.next()) return nothing(q, "no such member");
  return read_group_member(row{q});
}

core::result<page<core::group_member>> sqlite_reader::run(
    const list_group_members& op) {
  start();
  auto after = read_numbers(op.cursor, 2);
  if (!after) return after.error();
  if (after->empty()) *after = {std::numeric_limits<std::int64_t>::min(), 0};
  auto group = key_of(op.group);
  if (!group) return group.error();
  page<core::group_member> found;
  std::int64_t last = 0;
  auto q = list_group_members_.run(*group, (*after)[0], (*after)[1],
                                   std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      const auto at = core::to_ms(found.items.back().joined_at);
      found.next = make_cursor({at, last});
      break;
    }
    found.items.push_back(read_group_member(row{q}));
    last = q.integer(6);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<group_standing> sqlite_reader::run(const find_group_standing& op) {
  start();
  auto q = find_group_standing_.run(op.group, op.user, core::now());
  if (!q.next()) return nothing(q, "no such group or user");
  group_standing found;
  row from{q};
  found.who = read_card(from);
  found.server = from.one_of<core::server_role>();
  if (!q.is_null(5)) found.role = static_cast<core::member_role>(q.integer(5));
  found.banned = q.integer(6) != 0;
  return found;
}

core::result<std::vector<core::user_id>> sqlite_reader::run(
    const list_group_staff& op) {
  start();
  auto group = key_of(op.group);
  if (!group) return group.error();
  std::vector<core::user_id> staff;
  auto q = list_group_staff_.run(*group);
  while (q.next()) staff.push_back(row{q}.id<core::user_id>());
  if (q.failed()) return q.why();
  return staff;
}

core::result<page<core::restriction>> sqlite_reader::run(
    const list_group_bans& op) {
  start();
  auto after = read_numbers(op.cursor, 1);
  if (!after) return after.error();
  if (after->empty()) *after = {0};
  auto group = key_of(op.group);
  if (!group) return group.error();
  page<core::restriction> found;
  std::int64_t last = 0;
  auto q = list_restrictions_.run(core::restriction_kind::group_ban, *group,
                                  after->front(), core::now(),
                                  std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_restriction(row{q}));
    last = q.integer(9);
  }
  if (q.failed()) return q.why();
  return found;
}

}  // namespace parley::storage::sqlite

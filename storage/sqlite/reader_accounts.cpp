// The reader's queries about users, devices and groups.

#include <limits>

#include "storage/name_key.hpp"
#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

/// What a query that should have found one row ended with.
failure nothing(const execution& q, const char* what) {
  if (q.failed()) return q.why();
  return {errc::not_found, what};
}

}  // namespace

core::result<core::user> sqlite_reader::run(const find_user& op) {
  start();
  auto q = find_user_.run(op.id);
  if (!q.next()) return nothing(q, "no such user");
  return read_user(row{q});
}

core::result<core::user> sqlite_reader::run(const find_user_by_login& op) {
  start();
  auto key = name_key(op.login);
  if (!key || key->empty()) return failure{errc::not_found, "no such user"};
  auto q = find_user_by_login_.run(*key);
  if (!q.next()) return nothing(q, "no such user");
  return read_user(row{q});
}

core::result<core::device> sqlite_reader::run(const find_device& op) {
  start();
  auto q = find_device_.run(op.id);
  if (!q.next()) return nothing(q, "no such device");
  return read_device(row{q});
}

core::result<std::vector<core::device_id>> sqlite_reader::run(
    const list_revoked_devices& op) {
  start();
  std::vector<core::device_id> ids;
  auto q = list_revoked_devices_.run(op.since);
  while (q.next()) ids.push_back(row{q}.id<core::device_id>());
  if (q.failed()) return q.why();
  return ids;
}

core::result<std::vector<core::device>> sqlite_reader::run(
    const list_devices& op) {
  start();
  std::vector<core::device> devices;
  auto q = list_devices_.run(op.owner);
  while (q.next()) devices.push_back(read_device(row{q}));
  if (q.failed()) return q.why();
  return devices;
}

core::result<core::group> sqlite_reader::run(const find_group& op) {
  start();
  auto q = find_group_.run(op.id);
  if (!q.next()) return nothing(q, "no such group");
  return read_group(row{q});
}

core::result<page<core::group>> sqlite_reader::run(const list_groups& op) {
  start();
  auto after = read_cursor(op.cursor);
  if (!after) return after.error();
  page<core::group> found;
  std::string last;
  auto q = list_groups_.run(op.viewer, *after, std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor(last);
      break;
    }
    found.items.push_back(read_group(row{q}));
    last = q.text(6);
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
    last = q.integer(5);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<std::int64_t> sqlite_reader::key_of(const core::user_id& id) {
  auto q = user_key_.run(id);
  if (!q.next()) return nothing(q, "no such user");
  return q.integer(0);
}

core::result<std::int64_t> sqlite_reader::key_of(const core::group_id& id) {
  auto q = group_key_.run(id);
  if (!q.next()) return nothing(q, "no such group");
  return q.integer(0);
}

core::result<std::int64_t> sqlite_reader::key_of(const core::room_id& id) {
  auto q = room_key_.run(id);
  if (!q.next()) return nothing(q, "no such room");
  return q.integer(0);
}

}  // namespace parley::storage::sqlite

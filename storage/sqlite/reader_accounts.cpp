// The reader's queries about users, devices and groups.

#include <limits>

#include "storage/name_key.hpp"
#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

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

core::result<std::vector<revoked_device>> sqlite_reader::run(
    const list_revoked_devices& op) {
  start();
  std::vector<revoked_device> devices;
  auto q = list_revoked_devices_.run(op.since);
  while (q.next()) {
    row from{q};
    auto id = from.id<core::device_id>();
    devices.push_back({id, from.time()});
  }
  if (q.failed()) return q.why();
  return devices;
}

core::result<std::vector<core::device>> sqlite_reader::run(
    const list_devices& op) {
  start();
  std::vector<core::device> devices;
  auto q = list_devices_.run(op.owner, max_devices);
  while (q.next()) devices.push_back(read_device(row{q}));
  if (q.failed()) return q.why();
  return devices;
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

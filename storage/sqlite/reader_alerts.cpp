// The reader's queries about what users want to be alerted to.

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<core::alert_settings> sqlite_reader::run(const find_alerts& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = find_alerts_.run(*room, *user);
  if (!q.next())
    return q.failed() ? q.why() : failure{errc::not_found, "not a member"};
  row from{q};
  return read_alerts(from);
}

core::result<std::vector<quiet_user>> sqlite_reader::run(const list_quiet& op) {
  start();
  std::vector<quiet_user> found;
  auto q = list_quiet_.run(op.now);
  while (q.next()) {
    row from{q};
    auto user = from.id<core::user_id>();
    found.push_back({user, from.time()});
  }
  if (q.failed()) return q.why();
  return found;
}

}  // namespace parley::storage::sqlite

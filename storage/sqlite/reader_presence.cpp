// The reader's queries about what users have chosen to be.

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

core::result<std::vector<presence_record>> sqlite_reader::run(
    const load_presence& op) {
  start();
  auto read_all = [&]() -> core::result<std::vector<presence_record>> {
    std::vector<presence_record> found;
    for (const auto& query : op.of) {
      auto record = read_presence(query);
      if (!record) return record.error();
      found.push_back(std::move(*record));
    }
    return found;
  };
  return in_snapshot(read_all);
}

core::result<presence_record> sqlite_reader::read_presence(
    const presence_query& query) {
  presence_record record;
  record.user = query.user;
  std::int64_t key = 0;
  {
    auto q = find_presence_.run(query.user);
    record.known = q.next();
    if (q.failed()) return q.why();
    if (!record.known) return record;
    row from{q};
    key = from.integer();
    record.last_seen = from.time();
    record.choice.status = from.one_of<core::presence_status>();
    record.choice.text = from.text();
    record.choice.until = from.time_or_none();
    record.audience = from.one_of<core::presence_audience>();
  }
  {
    auto q = blocked_by_.run(key);
    while (q.next()) record.blocked.push_back(row{q}.id<core::user_id>());
    if (q.failed()) return q.why();
  }
  if (record.audience != core::presence_audience::shared_rooms) return record;
  for (const auto& looker : query.lookers) {
    auto q = share_room_.run(key, looker);
    if (!q.next()) return q.why();
    if (q.integer(0) != 0) record.company.push_back(looker);
  }
  return record;
}

core::result<core::presence_audience> sqlite_reader::run(
    const find_presence_audience& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = find_presence_audience_.run(*user);
  if (q.next()) return static_cast<core::presence_audience>(q.integer(0));
  if (q.failed()) return q.why();
  return core::presence_audience::everyone;
}

}  // namespace parley::storage::sqlite

// The reader's queries about the users of a server.

#include "storage/name_key.hpp"
#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

core::result<page<core::user>> sqlite_reader::run(const list_users& op) {
  start();
  auto prefix = name_key(op.prefix);
  if (!prefix) return prefix.error();
  auto from = read_cursor(op.cursor);
  if (!from) return from.error();
  if (*from < *prefix) *from = *prefix;
  const auto end = *prefix + std::string{beyond_all};
  page<core::user> found;
  auto q = list_users_.run(*from, end, std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      // The cursor is the first name of the next page.
      found.next = make_cursor(q.text(11));
      break;
    }
    found.items.push_back(read_user(row{q}));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<core::user> sqlite_reader::run(const find_account_token& op) {
  start();
  auto q = find_account_token_.run(as_bytes{op.hash}, op.purpose, op.at);
  if (q.next()) return read_user(row{q});
  if (q.failed()) return q.why();
  return core::failure{core::errc::not_found, "no such token"};
}

core::result<std::vector<core::user_id>> sqlite_reader::run(
    const list_departures& op) {
  start();
  std::vector<core::user_id> leaving;
  auto q = list_departures_.run(op.after, most_departures);
  while (q.next()) leaving.push_back(row{q}.id<core::user_id>());
  if (q.failed()) return q.why();
  return leaving;
}

core::result<second_factor> sqlite_reader::run(const find_factor& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = find_factor_.run(*user);
  if (!q.next())
    return q.failed()
               ? q.why()
               : core::failure{core::errc::not_found, "no second factor"};
  row from{q};
  second_factor found;
  found.secret = from.bytes();
  found.enabled = from.integer() != 0;
  found.recovery_codes = static_cast<std::uint32_t>(from.integer());
  return found;
}

}  // namespace parley::storage::sqlite

// The reader's queries about direct rooms and blocks.

#include <algorithm>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<direct_consent> sqlite_reader::run(const find_direct_consent& op) {
  start();
  auto from = key_of(op.from);
  if (!from) return from.error();
  auto to = key_of(op.to);
  if (!to) return to.error();
  auto q = find_direct_consent_.run(*from, *to);
  if (!q.next()) return q.why();
  direct_consent found;
  found.blocked = q.integer(0) != 0;
  found.policy = static_cast<core::direct_policy>(q.integer(1));
  found.share_group = q.integer(2) != 0;
  found.is_unwanted = q.integer(3) != 0;
  return found;
}

core::result<core::room_id> sqlite_reader::run(const find_direct& op) {
  start();
  std::vector<std::int64_t> keys;
  for (const auto& id : op.people) {
    auto key = key_of(id);
    if (!key) return key.error();
    keys.push_back(*key);
  }
  std::sort(keys.begin(), keys.end());
  std::string text;
  for (auto key : keys) text += std::to_string(key) + ' ';
  auto q = direct_room_by_key_.run(text);
  if (q.next()) return row{q}.id<core::room_id>();
  return q.failed() ? q.why() : failure{errc::not_found, "no such room"};
}

core::result<bool> sqlite_reader::run(const find_room_block& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  return is_blocked(*room);
}

core::result<bool> sqlite_reader::is_blocked(std::int64_t room) {
  auto q = find_room_block_.run(room);
  if (!q.next()) return q.why();
  return q.integer(0) != 0;
}

core::result<std::vector<core::user_card>> sqlite_reader::run(
    const list_blocks& op) {
  start();
  auto by = key_of(op.by);
  if (!by) return by.error();
  std::vector<core::user_card> found;
  auto q = list_blocks_.run(*by);
  while (q.next()) {
    row from{q};
    found.push_back(read_card(from));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<core::direct_policy> sqlite_reader::run(
    const find_direct_policy& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = find_direct_policy_.run(*user);
  if (q.next()) return static_cast<core::direct_policy>(q.integer(0));
  if (q.failed()) return q.why();
  return core::direct_policy::everyone;
}

}  // namespace parley::storage::sqlite

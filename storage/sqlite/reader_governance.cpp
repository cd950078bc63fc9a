// The reader's queries about what a room is and what somebody may do there.

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

using core::entry_kind;

core::result<std::vector<core::user_card>> sqlite_reader::people_of(
    std::int64_t room) {
  std::vector<core::user_card> people;
  auto q = list_room_members_.run(room);
  while (q.next()) people.push_back(read_card(row{q}));
  if (q.failed()) return q.why();
  return people;
}

core::result<void> sqlite_reader::add_government(room_state& to,
                                                 std::int64_t room) {
  if (to.meta.kind == core::room_kind::direct) {
    for (const auto& each : to.members) to.meta.people.push_back(each.who);
    auto blocked = is_blocked(room);
    if (!blocked) return blocked.error();
    to.blocked = *blocked;
  }
  constexpr auto all = -1;
  for (auto what :
       {core::restriction_kind::ban, core::restriction_kind::mute}) {
    auto q = list_restrictions_.run(what, room, 0, core::now(), all);
    while (q.next()) to.restrictions.push_back(read_restriction(row{q}));
    if (q.failed()) return q.why();
  }
  auto q = list_leavers_.run(room);
  while (q.next()) to.leavers.push_back(read_card(row{q}));
  if (q.failed()) return q.why();
  return {};
}

core::result<void> sqlite_reader::complete(core::log_entry& entry,
                                           std::int64_t room) {
  if (entry.kind < entry_kind::updated || entry.kind > entry_kind::unbanned)
    return {};
  const auto at = position(room, entry.seq);
  if (entry.kind <= entry_kind::archived) {
    auto q = find_room_change_.run(at);
    if (q.next()) entry.profile = read_profile(row{q});
    if (q.failed()) return q.why();
    return {};
  }
  auto q = find_member_change_.run(at);
  if (q.next()) {
    row from{q};
    entry.by = read_card(from);
    entry.until = from.time_or_none();
  }
  if (q.failed()) return q.why();
  return {};
}

}  // namespace parley::storage::sqlite

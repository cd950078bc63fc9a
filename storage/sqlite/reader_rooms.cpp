// The reader's queries about rooms and their logs.

#include <algorithm>
#include <limits>

#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/match_words.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

/// How many virtual machine steps pass between two looks at the clock.
constexpr int steps_per_check = 10'000;

/// Callers may ask beyond what a log can hold.
core::seq_t within_log(core::seq_t seq) { return std::min(seq, max_seq); }

std::uint64_t text_bytes(const core::log_entry& e) {
  return e.posted.content.size() + e.posted.attachments.size() +
         e.posted.metadata.size();
}

}  // namespace

/// Positions first … last, both included, of which at most `limit`.
struct sqlite_reader::stretch {
  std::int64_t first;
  std::int64_t last;
  std::uint64_t limit;
  const core::room_id& room;
};

sqlite_reader::sqlite_reader(connection db, std::chrono::milliseconds age_limit)
    : db_{std::move(db)}, age_limit_{age_limit} {
  sqlite3_progress_handler(db_.handle(), steps_per_check, check_age, this);
}

int sqlite_reader::check_age(void* self) {
  return clock::now() > static_cast<sqlite_reader*>(self)->deadline_;
}

core::result<std::vector<core::room>> sqlite_reader::run(
    const list_group_rooms& op) {
  start();
  auto group = key_of(op.group);
  if (!group) return group.error();
  std::vector<core::room> rooms;
  auto q = list_group_rooms_.run(*group, op.viewer);
  while (q.next()) rooms.push_back(read_room(row{q}));
  if (q.failed()) return q.why();
  return rooms;
}

core::result<page<core::room>> sqlite_reader::run(const list_user_rooms& op) {
  start();
  auto below = read_numbers(op.cursor, 1);
  if (!below) return below.error();
  if (below->empty()) *below = {std::numeric_limits<std::int64_t>::max()};
  auto user = key_of(op.user);
  if (!user) return user.error();
  page<core::room> found;
  std::int64_t last = 0;
  std::vector<std::int64_t> keys;
  auto q =
      list_user_rooms_.run(*user, below->front(), std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_room(row{q}));
    last = q.integer(9);
    keys.push_back(last);
  }
  if (q.failed()) return q.why();
  for (auto i = std::size_t{0}; i < found.items.size(); ++i) {
    if (found.items[i].kind != core::room_kind::direct) continue;
    auto people = people_of(keys[i]);
    if (!people) return people.error();
    found.items[i].people = std::move(*people);
  }
  return found;
}

core::result<std::vector<core::user_card>> sqlite_reader::people_of(
    std::int64_t room) {
  std::vector<core::user_card> people;
  auto q = list_room_members_.run(room);
  while (q.next()) {
    row from{q};
    people.push_back(read_card(from));
  }
  if (q.failed()) return q.why();
  return people;
}

/// Meta, head and members are read from one snapshot.
core::result<room_state> sqlite_reader::run(const load_room& op) {
  start();
  if (auto q = begin_.run(); !q.finish()) return q.why();
  auto state = load(op.id);
  commit_.run().finish();
  return state;
}

core::result<room_state> sqlite_reader::load(const core::room_id& id) {
  room_state state;
  std::int64_t key = 0;
  {
    auto q = find_room_.run(id);
    if (!q.next())
      return q.failed() ? q.why() : failure{errc::not_found, "no such room"};
    state.meta = read_room(row{q});
    key = q.integer(9);
  }
  {
    auto q = head_.run(position(key, 0), position(key, max_seq));
    if (q.next()) state.head = seq_at(q.integer(0));
    if (q.failed()) return q.why();
  }
  {
    auto q = list_room_members_.run(key);
    while (q.next()) state.members.push_back(read_room_member(row{q}));
    if (q.failed()) return q.why();
  }
  if (state.meta.kind == core::room_kind::direct) {
    for (const auto& each : state.members)
      state.meta.people.push_back(each.who);
    auto blocked = is_blocked(key);
    if (!blocked) return blocked.error();
    state.blocked = *blocked;
  }
  for (auto what : {core::restriction_kind::ban, core::restriction_kind::mute})
    if (auto ok = add_restrictions(what, key, state.restrictions); !ok)
      return ok.error();
  return state;
}

core::result<void> sqlite_reader::add_restrictions(
    core::restriction_kind what, std::int64_t room,
    std::vector<core::restriction>& to) {
  auto q = list_restrictions_.run(what, room, 0, core::now(), -1);
  while (q.next()) to.push_back(read_restriction(row{q}));
  if (q.failed()) return q.why();
  return {};
}

core::result<std::vector<core::log_entry>> sqlite_reader::run(
    const read_log& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  std::vector<core::log_entry> entries;
  std::uint64_t bytes = 0;
  auto q = read_log_.run(position(*room, within_log(op.after)),
                         position(*room, within_log(op.upto)), op.limit);
  while (bytes <= op.max_bytes && q.next()) {
    entries.push_back(read_entry(row{q}, op.room));
    bytes += text_bytes(entries.back());
  }
  if (q.failed()) return q.why();
  for (auto& entry : entries)
    if (auto ok = complete(entry, *room); !ok) return ok.error();
  return entries;
}

core::result<void> sqlite_reader::complete(core::log_entry& entry,
                                           std::int64_t room) {
  using core::entry_kind;
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

core::result<std::vector<core::message>> sqlite_reader::run(
    const read_messages& op) {
  start();
  if (op.before.has_value() + op.after.has_value() + op.around.has_value() > 1)
    return failure{errc::invalid_request, "before, after or around: only one"};
  auto room = key_of(op.room);
  if (!room) return room.error();
  const auto low = position(*room, 0);
  const auto high = position(*room, max_seq);

  // The messages up to `turn` go backwards from it, those above forwards.
  auto turn = high;
  std::uint64_t below = op.limit;
  if (op.before)
    turn =
        position(*room, within_log(std::max<core::seq_t>(*op.before, 1) - 1));
  if (op.after) {
    turn = position(*room, within_log(*op.after));
    below = 0;
  }
  if (op.around) {
    turn = position(*room, within_log(*op.around));
    below = (std::uint64_t{op.limit} + 1) / 2;
  }
  std::vector<core::message> found;
  auto ok = take(messages_below_, {low, turn, below, op.room}, found);
  std::reverse(found.begin(), found.end());
  if (ok && turn < high && !op.before)
    ok = take(messages_above_,
              {turn + 1, high, op.limit - found.size(), op.room}, found);
  if (!ok) return ok.error();
  return found;
}

core::result<void> sqlite_reader::take(statement& from, const stretch& part,
                                       std::vector<core::message>& out) {
  if (part.limit == 0) return {};
  auto q = from.run(part.first, part.last, part.limit);
  while (q.next())
    out.push_back(std::move(read_entry(row{q}, part.room).posted));
  if (q.failed()) return q.why();
  return {};
}

core::result<core::message> sqlite_reader::run(const find_message& op) {
  start();
  auto q = find_message_.run(op.id);
  if (!q.next())
    return q.failed() ? q.why() : failure{errc::not_found, "no such message"};
  const core::room_id room{q.uuid(16)};
  return std::move(read_entry(row{q}, room).posted);
}

core::result<std::vector<core::message>> sqlite_reader::run(
    const search_messages& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  std::vector<core::message> found;
  const auto query = match_words(op.words);
  if (query.empty()) return found;
  auto q = search_messages_.run(query, position(*room, 0),
                                position(*room, max_seq), op.limit);
  while (q.next())
    found.push_back(std::move(read_entry(row{q}, op.room).posted));
  if (q.failed()) return q.why();
  return found;
}

core::result<void> sqlite_reader::ping() {
  start();
  // Looks at the file, so that a lost disk is noticed.
  auto q = data_version_.run();
  if (!q.next()) return q.why();
  return {};
}

}  // namespace parley::storage::sqlite

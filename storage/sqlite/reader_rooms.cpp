// The reader's queries about rooms and what their members have not read.

#include <algorithm>
#include <limits>

#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

/// How many virtual machine steps pass between two looks at the clock.
constexpr int steps_per_check = 10'000;

}  // namespace

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
  auto q = list_group_rooms_.run(*group, op.viewer, op.all);
  while (q.next()) rooms.push_back(read_room(row{q}));
  if (q.failed()) return q.why();
  return rooms;
}

core::result<page<room_overview>> sqlite_reader::run(
    const list_user_rooms& op) {
  start();
  auto below = read_numbers(op.cursor, 1);
  if (!below) return below.error();
  if (below->empty()) *below = {std::numeric_limits<std::int64_t>::max()};
  auto user = key_of(op.user);
  if (!user) return user.error();
  page<room_overview> found;
  std::int64_t last = 0;
  auto q =
      list_user_rooms_.run(*user, below->front(), std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    room_overview room;
    room.meta = read_room(row{q});
    last = q.integer(sql::room_key_column);
    row own{q, sql::room_key_column + 1};
    room.own_role = own.one_of<core::member_role>();
    room.own.mark.read = static_cast<core::seq_t>(own.integer());
    room.own.mark.delivered = static_cast<core::seq_t>(own.integer());
    room.alerts = read_alerts(own);
    if (auto ok = complete(room, last, *user, op.user); !ok) return ok.error();
    if (room.meta.kind == core::room_kind::direct) {
      auto people = people_of(last);
      if (!people) return people.error();
      room.meta.people = std::move(*people);
    }
    found.items.push_back(std::move(room));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<std::vector<core::room_id>> sqlite_reader::run(
    const list_room_ids& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  std::vector<core::room_id> rooms;
  auto q = list_room_ids_.run(*user, op.limit);
  while (q.next()) rooms.push_back(core::room_id{q.uuid(0)});
  if (q.failed()) return q.why();
  return rooms;
}

// -- what members have not read -----------------------------------------------

core::result<sqlite_reader::log_end> sqlite_reader::end_of_log(
    std::int64_t room, core::seq_t upto) {
  log_end end;
  auto q = head_.run(position(room, 0), position(room, upto));
  if (q.next()) {
    end.head = seq_at(q.integer(0));
    end.messages = q.integer(1);
    end.last_message = static_cast<core::seq_t>(q.integer(2));
  }
  if (q.failed()) return q.why();
  return end;
}

core::result<core::unread_count> sqlite_reader::count_unread(
    std::int64_t room, std::int64_t user, core::seq_t after,
    const log_end& end) {
  auto read = end_of_log(room, std::min(after, end.head));
  if (!read) return read.error();
  core::unread_count count;
  count.messages = static_cast<std::uint64_t>(end.messages - read->messages);
  constexpr std::int64_t everybody = 0;
  for (auto called : {user, everybody}) {
    auto q = count_mentions_.run(called, position(room, after),
                                 position(room, max_seq));
    if (!q.next()) return q.why();
    count.mentions += static_cast<std::uint64_t>(q.integer(0));
  }
  return count;
}

core::result<void> sqlite_reader::complete(room_overview& of, std::int64_t room,
                                           std::int64_t user,
                                           core::user_id asker) {
  auto end = end_of_log(room, max_seq);
  if (!end) return end.error();
  of.head = end->head;
  auto unread = count_unread(room, user, of.own.mark.read, *end);
  if (!unread) return unread.error();
  of.own.unread = *unread;
  of.own.messages = static_cast<std::uint64_t>(end->messages);
  if (end->last_message == 0) return {};
  auto last =
      messages_.at(position(room, end->last_message), of.meta.id, asker);
  if (!last) return last.error();
  of.last_message = std::move(*last);
  return {};
}

core::result<unread_state> sqlite_reader::run(const find_unread& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  unread_state state;
  {
    auto q = find_mark_.run(*room, *user);
    if (!q.next())
      return q.failed() ? q.why() : failure{errc::not_found, "not a member"};
    state.mark.read = static_cast<core::seq_t>(q.integer(0));
    state.mark.delivered = static_cast<core::seq_t>(q.integer(1));
  }
  auto end = end_of_log(*room, max_seq);
  if (!end) return end.error();
  auto unread = count_unread(*room, *user, state.mark.read, *end);
  if (!unread) return unread.error();
  state.unread = *unread;
  state.messages = static_cast<std::uint64_t>(end->messages);
  return state;
}

/// All from one snapshot.
core::result<room_marks> sqlite_reader::run(const list_marks& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  return in_snapshot([&] { return marks_of(*room); });
}

core::result<std::vector<member_position>> sqlite_reader::run(
    const list_positions& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  std::vector<member_position> found;
  auto q = list_marks_.run(*room);
  while (q.next())
    found.push_back({core::user_id{q.uuid(0)},
                     {static_cast<core::seq_t>(q.integer(2)),
                      static_cast<core::seq_t>(q.integer(3))}});
  if (q.failed()) return q.why();
  return found;
}

core::result<room_marks> sqlite_reader::marks_of(std::int64_t room) {
  struct place {
    core::user_id id;
    std::int64_t key;
    core::seq_t read;
  };
  std::vector<place> members;
  {
    auto q = list_marks_.run(room);
    while (q.next())
      members.push_back({core::user_id{q.uuid(0)}, q.integer(1),
                         static_cast<core::seq_t>(q.integer(2))});
    if (q.failed()) return q.why();
  }
  auto end = end_of_log(room, max_seq);
  if (!end) return end.error();
  room_marks marks{end->head, {}};
  for (const auto& each : members) {
    auto unread = count_unread(room, each.key, each.read, *end);
    if (!unread) return unread.error();
    auto all = static_cast<std::uint64_t>(end->messages);
    marks.members.push_back(
        {each.id, all - unread->messages, unread->mentions});
  }
  return marks;
}

// -- a room's actor -----------------------------------------------------------

/// Meta, head and members are read from one snapshot.
core::result<room_state> sqlite_reader::run(const load_room& op) {
  start();
  return in_snapshot([&] { return load(op.id); });
}

core::result<room_state> sqlite_reader::load(const core::room_id& id) {
  room_state state;
  std::int64_t key = 0;
  {
    auto q = find_room_.run(id);
    if (!q.next())
      return q.failed() ? q.why() : failure{errc::not_found, "no such room"};
    state.meta = read_room(row{q});
    key = q.integer(sql::room_key_column);
  }
  auto end = end_of_log(key, max_seq);
  if (!end) return end.error();
  state.head = end->head;
  state.messages = static_cast<std::uint64_t>(end->messages);
  {
    auto q = list_room_members_.run(key);
    while (q.next()) state.members.push_back(read_room_member(row{q}));
    if (q.failed()) return q.why();
  }
  if (auto ok = add_government(state, key); !ok) return ok.error();
  return state;
}

core::result<void> sqlite_reader::ping() {
  start();
  // Looks at the file, so that a lost disk is noticed.
  auto q = data_version_.run();
  if (!q.next()) return q.why();
  return {};
}

}  // namespace parley::storage::sqlite

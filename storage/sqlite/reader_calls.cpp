// The reader's queries about calls.

#include <algorithm>
#include <limits>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

namespace {

/// sql::call_columns, without its parties.
core::call read_call(row&& from) {
  core::call c;
  c.id = from.id<core::call_id>();
  c.room = from.id<core::room_id>();
  c.group = from.integer() != 0;
  c.media = from.one_of<core::call_media>();
  c.status = from.one_of<core::call_status>();
  c.reason = from.one_of<core::call_reason>();
  c.ended_by = from.id<core::user_id>();
  c.created_at = from.time();
  c.answered_at = from.time_or_none();
  c.ended_at = from.time_or_none();
  return c;
}

}  // namespace

core::result<core::call> sqlite_reader::whole_call(const execution& q) {
  auto found = read_call(row{q});
  auto parties = call_parties_.run(q.integer(sql::call_key_column));
  while (parties.next()) {
    row from{parties};
    auto& each = found.parties.emplace_back();
    each.who = read_card(from);
    each.state = from.one_of<core::party_state>();
    each.device = from.id<core::device_id>();
    each.joined_at = from.time_or_none();
    each.left_at = from.time_or_none();
  }
  if (parties.failed()) return parties.why();
  return found;
}

core::result<std::vector<core::call>> sqlite_reader::whole_calls(execution q) {
  std::vector<core::call> found;
  while (q.next()) {
    auto each = whole_call(q);
    if (!each) return each.error();
    found.push_back(std::move(*each));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<core::call> sqlite_reader::run(const find_call& op) {
  start();
  auto q = find_call_.run(op.id);
  if (q.next()) return whole_call(q);
  return nothing(q, "no such call");
}

core::result<page<core::call>> sqlite_reader::run(const list_calls& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto below = std::numeric_limits<std::int64_t>::max();
  if (op.before) {
    auto q = call_key_.run(op.before);
    if (!q.next()) return nothing(q, "no such call");
    below = q.integer(0);
  }
  page<core::call> found;
  auto q =
      list_calls_.run(*user, below, op.status, std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = found.items.back().id.str();
      break;
    }
    auto each = whole_call(q);
    if (!each) return each.error();
    found.items.push_back(std::move(*each));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<std::vector<core::call>> sqlite_reader::run(
    const list_unsettled_calls& op) {
  start();
  return whole_calls(list_unsettled_calls_.run(op.after, op.limit));
}

core::result<std::vector<core::call>> sqlite_reader::run(
    const list_ended_calls& op) {
  start();
  auto found = whole_calls(list_ended_calls_.run(op.since, op.limit));
  if (found) std::ranges::reverse(*found);
  return found;
}

}  // namespace parley::storage::sqlite

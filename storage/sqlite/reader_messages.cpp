// The reader's queries about logs and messages.

#include <algorithm>
#include <unordered_set>

#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

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
    auto entry = read_entry(row{q}, op.room);
    if (core::changes_message(entry.kind)) {
      auto now = messages_.at(q.integer(sql::target_column), op.room);
      if (!now) return now.error();
      entry.posted = std::move(*now);
    } else if (auto ok = complete(entry, *room); !ok) {
      return ok.error();
    }
    bytes += text_bytes(entry);
    entries.push_back(std::move(entry));
  }
  if (q.failed()) return q.why();
  return entries;
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
  if (ok) ok = messages_.add_reactions(found, *room, op.asker);
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
  const core::room_id room{q.uuid(sql::entry_column_count)};
  auto found = std::move(read_entry(row{q}, room).posted);
  auto ok = messages_.add_reactions(found, room_at(q.integer(0)), op.asker);
  if (!ok) return ok.error();
  return found;
}

core::result<std::int64_t> sqlite_reader::place_of(const core::message_id& id) {
  auto q = place_of_message_.run(id);
  if (q.next()) return q.integer(0);
  if (q.failed()) return q.why();
  return failure{errc::not_found, "no such message"};
}

core::result<core::room_id> sqlite_reader::room_of(std::int64_t room) {
  auto q = room_id_.run(room);
  if (!q.next()) return q.why();
  return core::room_id{q.uuid(0)};
}

/// The messages of a query, which need not follow each other in the log.
core::result<std::vector<core::message>> sqlite_reader::read_all(
    execution& q, const core::room_id& room, core::user_id asker) {
  std::vector<core::message> found;
  while (q.next()) {
    auto message = std::move(read_entry(row{q}, room).posted);
    auto ok = messages_.add_reactions(message, room_at(q.integer(0)), asker);
    if (!ok) return ok.error();
    found.push_back(std::move(message));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<std::vector<core::message>> sqlite_reader::run(
    const list_replies& op) {
  start();
  auto place = place_of(op.message);
  if (!place) return place.error();
  auto room = room_of(room_at(*place));
  if (!room) return room.error();
  auto q = list_replies_.run(
      op.message, position(room_at(*place), within_log(op.after)), op.limit);
  return read_all(q, *room, op.asker);
}

core::result<std::vector<recent_post>> sqlite_reader::run(
    const list_recent_posts& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  std::vector<recent_post> found;
  std::unordered_set<core::user_id> seen;
  auto q = recent_entries_.run(position(*room, 0), position(*room, max_seq),
                               op.limit);
  while (q.next()) {
    row from{q};
    const auto at = from.time();
    if (at < op.since) break;
    const auto kind = from.one_of<core::entry_kind>();
    const auto type = from.one_of<core::message_type>();
    const auto who = from.id<core::user_id>();
    const bool posted = kind == core::entry_kind::message &&
                        type != core::message_type::call && who;
    if (posted && seen.insert(who).second) found.push_back({who, at});
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<std::vector<core::message>> sqlite_reader::run(
    const list_pins& op) {
  start();
  auto room = key_of(op.room);
  if (!room) return room.error();
  auto q = list_pins_.run(position(*room, 0), position(*room, max_seq));
  return read_all(q, op.room, op.asker);
}

core::result<std::vector<message_version>> sqlite_reader::run(
    const list_versions& op) {
  start();
  auto place = place_of(op.message);
  if (!place) return place.error();
  std::vector<message_version> found;
  auto q = list_versions_.run(*place, op.limit);
  while (q.next()) {
    row from{q};
    auto content = from.text();
    found.push_back({std::move(content), from.time()});
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<page<core::user_card>> sqlite_reader::run(
    const list_reactors& op) {
  start();
  auto after = read_numbers(op.cursor, 1);
  if (!after) return after.error();
  if (after->empty()) *after = {0};
  auto place = place_of(op.message);
  if (!place) return place.error();
  page<core::user_card> found;
  std::int64_t last = 0;
  auto q = list_reactors_.run(*place, op.emoji, after->front(),
                              std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_card(row{q}));
    last = q.integer(4);
  }
  if (q.failed()) return q.why();
  return found;
}

}  // namespace parley::storage::sqlite

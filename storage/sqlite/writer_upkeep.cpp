// The writer's operations behind everybody's back.

#include <algorithm>

#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

namespace {

// About what the search index takes for a slice: its words go with the text.
constexpr std::int64_t bytes_per_purge = 128 << 10;

// Most of an old log needs no change: to look at so many takes as long as to
// change a hundred.
constexpr core::seq_t entries_per_renewal = 5000;

}  // namespace

core::result<bool> sqlite_writer::apply(const renew_expiries& op) {
  if (auto why = refusal()) return *why;
  auto found = next_renewal();
  if (!found) return found.error();
  if (!*found) return false;
  const auto& at = **found;
  renewed_room_ = at.room;
  const auto last = std::min(at.done + entries_per_renewal, at.upto);
  {
    auto q =
        renew_expiries_.run(position(at.room, at.done), position(at.room, last),
                            at.retention_ms, op.limit);
    if (!q.finish()) return doom(q);
  }
  // Those that are changed are not found again.
  if (changed_rows() >= op.limit) return true;
  auto q = last == at.upto ? drop_retention_change_.run(at.room)
                           : move_retention_change_.run(at.room, last);
  if (!q.finish()) return doom(q);
  return true;
}

// They take turns, so that a small room does not wait for a large one.
core::result<std::optional<sqlite_writer::renewal>>
sqlite_writer::next_renewal() {
  for (auto after : {renewed_room_, std::int64_t{0}}) {
    auto q = next_retention_change_.run(after);
    if (q.next())
      return std::optional{
          renewal{q.integer(0), static_cast<core::seq_t>(q.integer(1)),
                  static_cast<core::seq_t>(q.integer(2)), q.integer(3) * 1000}};
    if (q.failed()) return doom(q);
  }
  return std::optional<renewal>{};
}

// Entries go last: what hangs on them is found by where they stood, and a
// crash between two slices leaves a room that is still to be purged.
core::result<bool> sqlite_writer::apply(const purge_rooms& op) {
  if (auto why = refusal()) return *why;
  std::int64_t room = 0;
  {
    auto q = first_unpurged_.run();
    if (!q.next()) {
      if (q.failed()) return doom(q);
      return false;
    }
    room = q.integer(0);
  }
  const auto first = position(room, 0);
  const auto last = position(room, max_seq);
  auto left = std::int64_t{op.limit};
  for (auto* each : {&purge_reactions_, &purge_mentions_, &purge_room_changes_,
                     &purge_member_changes_}) {
    if (auto q = each->run(first, last, left); !q.finish()) return doom(q);
    if ((left -= changed_rows()) <= 0) return true;
  }
  for (auto* each : {&purge_drafts_, &purge_scheduled_}) {
    if (auto q = each->run(room, left); !q.finish()) return doom(q);
    if ((left -= changed_rows()) <= 0) return true;
  }
  auto all = purge_entries(room, left);
  if (!all) return all.error();
  if (!*all) return true;
  if (auto q = drop_unpurged_.run(room); !q.finish()) return doom(q);
  return true;
}

core::result<bool> sqlite_writer::purge_entries(std::int64_t room,
                                                std::int64_t most) {
  const auto first = position(room, 0);
  auto last = first;
  bool all = true;
  {
    auto bytes = bytes_per_purge;
    auto q = entries_to_purge_.run(first, position(room, max_seq), most + 1);
    while (q.next()) {
      if (most-- == 0 || bytes <= 0) {
        all = false;
        break;
      }
      last = q.integer(0);
      auto text = q.text(2);
      bytes -= static_cast<std::int64_t>(text.size()) + q.integer(3);
      if (q.integer(1) != static_cast<int>(core::entry_kind::message)) continue;
      if (auto ok = index_.replace(last, text, {}); !ok)
        return *(doom_ = ok.error());
    }
    if (q.failed()) return doom(q);
  }
  if (auto q = purge_entries_.run(first, last); !q.finish()) return doom(q);
  return all;
}

}  // namespace parley::storage::sqlite

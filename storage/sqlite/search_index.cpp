#include "storage/sqlite/search_index.hpp"

#include "storage/search_terms.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

namespace {

constexpr std::int64_t rooms_per_scan = 512;

// About 10 ms of work: what a message that arrives meanwhile has to wait.
constexpr std::int64_t entries_per_slice = 256;
constexpr std::int64_t bytes_per_slice = 128 << 10;
constexpr std::int64_t pages_per_slice = 40;

// Of the same size, before they become one. FTS5 would wait for four.
constexpr std::int64_t pieces_to_merge = 2;

}  // namespace

struct search_index::budget {
  std::int64_t entries = entries_per_slice;
  std::int64_t bytes = bytes_per_slice;
  bool spent() const { return entries <= 0 || bytes <= 0; }
};

core::result<void> search_index::advance() {
  if (!scan_done_) return scan_slice();
  if (idle()) return {};
  if (auto q = begin_.run(); !q.finish()) return q.why();
  auto written = write_slice();
  if (!written && db_.in_transaction()) rollback_.run().finish();
  return written;
}

core::result<void> search_index::write_slice() {
  std::vector<std::int64_t> complete;
  if (behind_.empty()) {
    if (auto ok = merge_slice(); !ok) return ok;
  } else {
    merged_ = false;
    auto rooms = index_slice();
    if (!rooms) return rooms.error();
    complete = std::move(*rooms);
  }
  if (auto q = commit_.run(); !q.finish()) return q.why();
  for (auto room : complete) behind_.erase(room);
  return {};
}

// https://www.sqlite.org/fts5.html, 6.7: a merge that found nothing to do
// changes less than two rows.
core::result<void> search_index::merge_slice() {
  if (!merges_pairs_) {
    if (auto q = merge_from_.run(pieces_to_merge); !q.finish()) return q.why();
    merges_pairs_ = true;
  }
  const auto before = db_.total_changes();
  if (auto q = merge_.run(pages_per_slice); !q.finish()) return q.why();
  merged_ = db_.total_changes() - before < 2;
  return {};
}

// What the index has not reached yet it will find as it is then.
core::result<void> search_index::replace(std::int64_t position,
                                         std::string_view before,
                                         std::string_view after) {
  {
    auto q = indexed_.run(room_at(position));
    const bool known =
        q.next() && static_cast<core::seq_t>(q.integer(0)) >= seq_at(position);
    if (q.failed()) return q.why();
    if (!known) return {};
  }
  const auto old = index_text(before);
  const auto now = index_text(after);
  if (old == now) return {};
  if (!old.empty())
    if (auto q = delete_.run(position, old); !q.finish()) return q.why();
  if (!now.empty())
    if (auto q = insert_.run(position, now); !q.finish()) return q.why();
  merged_ = false;
  return {};
}

core::result<void> search_index::scan_slice() {
  struct progress {
    std::int64_t room;
    core::seq_t indexed;
  };
  std::vector<progress> slice;
  {
    auto q = rooms_.run(scanned_, rooms_per_scan);
    while (q.next())
      slice.push_back({q.integer(0), static_cast<core::seq_t>(q.integer(1))});
    if (q.failed()) return q.why();
  }
  for (const auto& at : slice) {
    auto head = head_of(at.room);
    if (!head) return head.error();
    if (*head > at.indexed) touch(at.room);
    scanned_ = at.room;
  }
  scan_done_ = slice.size() < rooms_per_scan;
  return {};
}

core::result<core::seq_t> search_index::head_of(std::int64_t room) {
  auto q = head_.run(position(room, 0), position(room, max_seq));
  if (q.next()) return seq_at(q.integer(0));
  if (q.failed()) return q.why();
  return core::seq_t{0};
}

/// The rooms that have nothing left to index once this is committed.
core::result<std::vector<std::int64_t>> search_index::index_slice() {
  budget left;
  std::vector<std::int64_t> complete;
  for (auto room : behind_) {
    auto all = index_room(room, left);
    if (!all) return all.error();
    if (!*all) break;
    complete.push_back(room);
  }
  return complete;
}

/// True when the room has nothing left to index.
core::result<bool> search_index::index_room(std::int64_t room, budget& left) {
  std::int64_t last = 0;
  {
    auto q = indexed_.run(room);
    if (q.next()) last = position(room, static_cast<core::seq_t>(q.integer(0)));
    if (q.failed()) return q.why();
  }
  bool more = false;
  {
    auto q = entries_.run(last, position(room, max_seq), left.entries + 1);
    while (q.next()) {
      if ((more = left.spent())) break;
      last = q.integer(0);
      --left.entries;
      if (q.integer(1) != 1) continue;
      const auto text = index_text(q.text(2));
      left.bytes -= static_cast<std::int64_t>(text.size());
      if (text.empty()) continue;
      if (auto in = insert_.run(last, text); !in.finish()) return in.why();
    }
    if (q.failed()) return q.why();
  }
  auto done = advance_.run(room, seq_at(last));
  if (!done.finish()) return done.why();
  return !more;
}

}  // namespace parley::storage::sqlite

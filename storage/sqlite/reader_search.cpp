// The reader's search for messages.

#include <algorithm>
#include <functional>
#include <tuple>

#include "storage/search_terms.hpp"
#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/match_words.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

namespace {

// Words that one word of a question stands for, and all of them together: each
// is looked up in every room.
constexpr std::size_t most_endings = 16;
constexpr std::size_t most_endings_in_all = 64;

// Words of the index that are looked at to find the shortest. Each costs a look
// into the index, whatever the number of messages.
constexpr std::size_t most_lookups = 128;
constexpr std::size_t most_lookups_in_all = 256;

// Stands in no word, and before all that do.
constexpr char right_after = '\x01';

// Whatever a cursor says: a time that more can be added to.
constexpr std::int64_t latest_time = std::int64_t{1} << 52;

}  // namespace

/// A message that was found, before it is read.
struct sqlite_reader::hit {
  core::timestamp at;
  std::int64_t position;
  const core::room_id* room;

  bool operator>(const hit& other) const {
    return std::tie(at, position) > std::tie(other.at, other.position);
  }
};

/// A search under way.
struct sqlite_reader::finding {
  const search_messages& op;
  std::string query{};
  std::vector<hit> newest{};  ///< a heap, the oldest of them on top
  /// Where the page before ended; none: this is the first.
  std::optional<core::timestamp> end_at{};
  std::int64_t end_position = 0;

  /// One more than a page, to know whether there is a next one.
  std::size_t most() const { return std::size_t{op.limit} + 1; }
  bool full() const { return newest.size() == most(); }
};

core::result<page<core::message>> sqlite_reader::run(
    const search_messages& op) {
  start();
  auto end = read_numbers(op.cursor, 2);
  if (!end) return end.error();
  auto query = query_for(op.words);
  if (!query) return query.error();
  page<core::message> found;
  if (query->empty()) return found;
  finding all{op, std::move(*query)};
  if (!end->empty()) {
    const auto at = std::clamp<std::int64_t>(end->front(), 0, latest_time);
    all.end_at = core::from_ms(at);
    all.end_position = end->back();
  }
  for (const auto& room : op.rooms)
    if (auto ok = search_room(room, all); !ok) return ok.error();
  std::sort(all.newest.begin(), all.newest.end(), std::greater<>{});
  if (all.full()) {
    all.newest.pop_back();
    const auto& last = all.newest.back();
    found.next = make_cursor({core::to_ms(last.at), last.position});
  }
  for (const auto& each : all.newest) {
    auto message = messages_.at(each.position, *each.room, op.asker);
    if (!message) return message.error();
    found.items.push_back(std::move(*message));
  }
  return found;
}

core::result<std::string> sqlite_reader::query_for(std::string_view question) {
  const auto patterns = patterns_of(question);
  const auto most = std::clamp<std::size_t>(
      most_endings_in_all / (patterns.size() + 1), 1, most_endings);
  const auto lookups = std::clamp<std::size_t>(
      most_lookups_in_all / (patterns.size() + 1), most, most_lookups);
  std::string query;
  for (const auto& pattern : patterns) {
    std::vector<std::string> endings{pattern.keys.back()};
    if (!pattern.unspaced && finds_longer(endings.front())) {
      auto longer = words_beginning(endings.front(), most, lookups);
      if (!longer) return longer.error();
      if (longer->empty()) return std::string{};
      endings = std::move(*longer);
    }
    if (!query.empty()) query += " AND ";
    query += match_pattern(pattern, endings);
  }
  return query;
}

// FTS5's own query for a beginning collects every place of every such word, for
// each room again; looking the words up costs the same with any number of
// messages, and a word then costs a room what an exact one costs.
core::result<std::vector<std::string>> sqlite_reader::words_beginning(
    const std::string& beginning, std::size_t most, std::size_t lookups) {
  std::vector<std::string> words;
  const auto beyond = beginning + std::string{beyond_all};
  auto from = beginning;
  while (words.size() < lookups) {
    auto q = next_term_.run(from, beyond);
    if (!q.next()) {
      if (q.failed()) return q.why();
      break;
    }
    words.emplace_back(q.text(0));
    from = words.back() + right_after;
  }
  std::ranges::stable_sort(words, {},
                           [](const std::string& word) { return word.size(); });
  if (words.size() > most) words.resize(most);
  return words;
}

// A room's log is in the order of time but for clocks that were set: halves of
// it are left out until one entry remains.
core::result<std::int64_t> sqlite_reader::position_since(std::int64_t room,
                                                         core::timestamp at) {
  auto end = end_of_log(room, max_seq);
  if (!end) return end.error();
  core::seq_t low = 0;
  core::seq_t high = end->head + 1;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    auto q = entry_from_.run(position(room, middle), position(room, max_seq));
    if (!q.next()) {
      if (q.failed()) return q.why();
      high = middle;
      continue;
    }
    row from{q};
    const auto found = seq_at(from.integer());
    if (from.time() < at) low = found + 1;
    else high = middle;
  }
  return position(room, low);
}

// Each room's come newest first: what is older than all that are kept ends it,
// and is not looked for, which matters for words that are rare in a room. Nor
// is what the pages before this one had, which matters for frequent ones.
core::result<void> sqlite_reader::search_room(const core::room_id& room,
                                              finding& all) {
  auto key = key_of(room);
  if (!key) return key.error();
  auto first = position(*key, 0);
  auto last = position(*key, max_seq);
  if (all.full()) {
    auto later = position_since(*key, all.newest.front().at);
    if (!later) return later.error();
    first = *later;
  }
  if (all.end_at) {
    const auto after = *all.end_at + std::chrono::milliseconds{1};
    auto beyond = position_since(*key, after);
    if (!beyond) return beyond.error();
    last = *beyond - 1;
  }
  const auto& op = all.op;
  auto q = search_messages_.run(all.query, first, last, all.most(), op.from,
                                op.before, op.after, op.with_attachments,
                                all.end_at, all.end_position);
  while (q.next()) {
    row from{q};
    const auto at = from.integer();
    hit one{from.time(), at, &room};
    const bool full = all.full();
    if (full && all.newest.front() > one) break;
    if (full) {
      std::pop_heap(all.newest.begin(), all.newest.end(), std::greater<>{});
      all.newest.pop_back();
    }
    all.newest.push_back(one);
    std::push_heap(all.newest.begin(), all.newest.end(), std::greater<>{});
  }
  if (q.failed()) return q.why();
  return {};
}

}  // namespace parley::storage::sqlite

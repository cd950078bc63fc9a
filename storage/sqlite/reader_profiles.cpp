// The reader's queries about the users of a server.

#include <algorithm>
#include <limits>

#include "storage/name_key.hpp"
#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/match_words.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

struct sqlite_reader::user_search {
  std::string prefix;  ///< of the key of a user name
  std::string end;     ///< behind all of those
  std::string from{};  ///< the first key of the page
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
  std::string words{};  ///< of a display name, as a query
  std::size_t limit = 0;
};

// By user names first. A cursor among those found by display names is a number;
// it ends with a blank, which no user name has.
core::result<page<core::user>> sqlite_reader::run(const list_users& op) {
  start();
  auto prefix = name_key(op.prefix);
  if (!prefix) return prefix.error();
  auto from = read_cursor(op.cursor);
  if (!from) return from.error();
  user_search what{*prefix, *prefix + std::string{beyond_all}};
  what.words = match_beginnings(op.prefix);
  what.limit = op.limit;
  page<core::user> found;
  if (from->ends_with(' ')) {
    auto place = read_numbers(op.cursor, 1);
    if (!place) return place.error();
    what.below = place->front();
  } else {
    what.from = std::move(*from);
    if (auto ok = list_by_name(what, found); !ok) return ok.error();
  }
  if (!found.next.empty() || what.words.empty()) return found;
  if (auto ok = add_by_words(what, found); !ok) return ok.error();
  return found;
}

core::result<void> sqlite_reader::list_by_name(const user_search& what,
                                               page<core::user>& to) {
  auto q = list_users_.run(std::max(what.from, what.prefix), what.end,
                           std::uint64_t{what.limit} + 1);
  while (q.next()) {
    if (to.items.size() == what.limit) {
      // The cursor is the first name of the next page.
      to.next = make_cursor(q.text(11));
      break;
    }
    to.items.push_back(read_user(row{q}));
  }
  if (q.failed()) return q.why();
  return {};
}

core::result<void> sqlite_reader::add_by_words(const user_search& what,
                                               page<core::user>& to) {
  auto last = what.below;
  auto q = find_users_.run(what.words, what.below, what.prefix, what.end,
                           std::uint64_t{what.limit - to.items.size()} + 1);
  while (q.next()) {
    if (to.items.size() == what.limit) {
      to.next = make_cursor({last});
      break;
    }
    to.items.push_back(read_user(row{q}));
    last = q.integer(11);
  }
  if (q.failed()) return q.why();
  return {};
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

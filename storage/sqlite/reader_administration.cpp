// The reader's queries of those who run the server.

#include <limits>

#include "storage/name_key.hpp"
#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

constexpr auto above_all = std::numeric_limits<std::int64_t>::max();

/// Where names that begin with a prefix begin, after a cursor, and end.
struct name_range {
  std::string from;
  std::string end;
};

core::result<name_range> range_of(const std::string& prefix,
                                  const std::string& cursor) {
  auto key = name_key(prefix);
  if (!key) return key.error();
  auto from = read_cursor(cursor);
  if (!from) return from.error();
  name_range range{std::max(*from, *key), *key + std::string{beyond_all}};
  return range;
}

/// The key that a cursor names, or `first`.
core::result<std::int64_t> key_at(const std::string& cursor,
                                  std::int64_t first) {
  auto numbers = read_numbers(cursor, 1);
  if (!numbers) return numbers.error();
  return numbers->empty() ? first : numbers->front();
}

/// sql::account_columns
account read_account(const execution& q) {
  constexpr int ban = 13;
  account found{read_user(row{q}), {}};
  if (q.is_null(ban)) return found;
  row from{q, ban};
  core::restriction why;
  why.what = core::restriction_kind::server_ban;
  why.who = core::card_of(found.who);
  why.at = from.time();
  why.reason = from.text();
  why.until = from.time_or_none();
  why.by = from.id<core::user_id>();
  found.ban = std::move(why);
  return found;
}

recorded_act read_act(const execution& q) {
  recorded_act found;
  auto& act = found.what;
  row from{q};
  act.at = from.time();
  act.what = from.text();
  act.by = from.id<core::user_id>();
  act.target.kind = from.one_of<core::subject_kind>();
  act.target.id = from.id<core::subject_id>();
  act.group = from.id<core::group_id>();
  act.room = from.id<core::room_id>();
  act.address = from.text();
  act.details = from.text();
  found.by = read_card(from);
  return found;
}

}  // namespace

// -- users --------------------------------------------------------------------

core::result<core::restriction> sqlite_reader::run(const find_user_ban& op) {
  start();
  auto q = find_user_ban_.run(op.user, core::now());
  if (q.next()) return read_restriction(row{q});
  if (q.failed()) return q.why();
  return failure{errc::not_found, "no such ban"};
}

core::result<page<account>> sqlite_reader::run(const list_accounts& op) {
  start();
  if (op.role || op.banned) return accounts_by_key(op);
  auto range = range_of(op.prefix, op.cursor);
  if (!range) return range.error();
  page<account> found;
  auto q = list_accounts_.run(core::now(), range->from, range->end,
                              std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      // The cursor is the first name of the next page.
      found.next = make_cursor(q.text(11));
      break;
    }
    found.items.push_back(read_account(q));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<page<account>> sqlite_reader::accounts_by_key(
    const list_accounts& op) {
  auto after = key_at(op.cursor, 0);
  if (!after) return after.error();
  const auto now = core::now();
  const auto limit = std::uint64_t{op.limit} + 1;
  page<account> found;
  std::int64_t last = 0;
  auto q = op.banned ? list_banned_accounts_.run(now, *after, limit)
                     : list_accounts_of_role_.run(now, *op.role, *after, limit);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_account(q));
    last = q.integer(12);
  }
  if (q.failed()) return q.why();
  return found;
}

// -- places -------------------------------------------------------------------

core::result<page<core::group>> sqlite_reader::run(const list_all_groups& op) {
  start();
  auto range = range_of(op.prefix, op.cursor);
  if (!range) return range.error();
  page<core::group> found;
  auto q = list_all_groups_.run(range->from, range->end,
                                std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor(q.text(7));
      break;
    }
    found.items.push_back(read_group(row{q}));
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<group_size> sqlite_reader::run(const measure_group& op) {
  start();
  auto group = key_of(op.group);
  if (!group) return group.error();
  group_size size;
  auto q = measure_group_.run(*group);
  if (!q.next()) return q.why();
  size.members = static_cast<std::uint64_t>(q.integer(0));
  size.channels = static_cast<std::uint64_t>(q.integer(1));
  return size;
}

core::result<page<core::room>> sqlite_reader::run(const list_all_channels& op) {
  start();
  auto below = key_at(op.cursor, above_all);
  if (!below) return below.error();
  page<core::room> found;
  std::int64_t last = 0;
  auto q = list_all_channels_.run(*below, std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_room(row{q}));
    last = q.integer(sql::room_key_column);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<store_totals> sqlite_reader::run(const measure_store&) {
  start();
  store_totals all;
  const auto number = [](const execution& q, int column) {
    return static_cast<std::uint64_t>(q.integer(column));
  };
  {
    auto q = count_users_.run();
    while (q.next()) {
      all.users += number(q, 1);
      auto role = static_cast<core::server_role>(q.integer(0));
      if (role == core::server_role::admin) all.admins = number(q, 1);
      if (role == core::server_role::moderator) all.moderators = number(q, 1);
    }
    if (q.failed()) return q.why();
  }
  {
    auto q = count_rooms_.run();
    while (q.next()) {
      auto kind = static_cast<core::room_kind>(q.integer(0));
      if (kind == core::room_kind::channel) all.channels = number(q, 1);
      if (kind == core::room_kind::direct) all.direct_rooms = number(q, 1);
      all.messages += number(q, 2);
    }
    if (q.failed()) return q.why();
  }
  {
    auto q = count_uploads_.run();
    if (!q.next()) return q.why();
    all.uploads = number(q, 0);
    all.upload_bytes = number(q, 1);
  }
  auto banned = count_banned_users_.run(core::now());
  auto groups = count_groups_.run();
  auto reports = count_open_reports_.run();
  if (!banned.next() || !groups.next() || !reports.next())
    return failure{errc::unavailable, "counting takes too long"};
  all.banned = number(banned, 0);
  all.groups = number(groups, 0);
  all.open_reports = number(reports, 0);
  return all;
}

// -- acts and reports ---------------------------------------------------------

/// By what leaves the fewest.
execution sqlite_reader::find_acts(const list_acts& op, std::int64_t below) {
  auto& from = op.target          ? list_acts_of_target_
               : op.group         ? list_acts_of_group_
               : op.by            ? list_acts_of_actor_
               : !op.what.empty() ? list_acts_of_name_
                                  : list_acts_;
  return from.run(below, std::uint64_t{op.limit} + 1, op.by, or_null{op.what},
                  op.target, op.group);
}

core::result<page<recorded_act>> sqlite_reader::run(const list_acts& op) {
  start();
  auto below = key_at(op.cursor, above_all);
  if (!below) return below.error();
  page<recorded_act> found;
  std::int64_t last = 0;
  auto q = find_acts(op, *below);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_act(q));
    last = q.integer(13);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<core::report> sqlite_reader::run(const find_report& op) {
  start();
  auto q = find_report_.run(op.id);
  if (!q.next())
    return q.failed() ? q.why() : failure{errc::not_found, "no such report"};
  auto found = read_report(row{q});
  if (auto ok = add_uploads(found); !ok) return ok.error();
  return found;
}

core::result<void> sqlite_reader::add_uploads(core::report& to) {
  if (to.target.kind != core::subject_kind::message) return {};
  auto q = uploads_of_report_.run(to.id);
  while (q.next()) to.uploads.push_back(read_upload(row{q}));
  if (q.failed()) return q.why();
  return {};
}

core::result<page<core::report>> sqlite_reader::run(const list_reports& op) {
  start();
  const bool open = op.state == core::report_state::open;
  auto at = key_at(op.cursor, open ? 0 : above_all);
  if (!at) return at.error();
  const auto limit = std::uint64_t{op.limit} + 1;
  page<core::report> found;
  std::int64_t last = 0;
  auto q = open ? list_open_reports_.run(*at, limit)
                : list_decided_reports_.run(*at, limit, op.state);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_report(row{q}));
    last = q.integer(23);
    if (auto ok = add_uploads(found.items.back()); !ok) return ok.error();
  }
  if (q.failed()) return q.why();
  return found;
}

}  // namespace parley::storage::sqlite

// The writer's operations of those who run the server.

#include <algorithm>
#include <utility>

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

constexpr auto server_ban = core::restriction_kind::server_ban;
constexpr std::int64_t whole_server = 0;  ///< the place of such a ban

}  // namespace

core::result<sqlite_writer::live_user> sqlite_writer::find_live(
    const core::user_id& id) {
  auto q = role_of_user_.run(id);
  if (!q.next()) {
    if (q.failed()) return doom(q);
    return failure{errc::not_found, "no such user"};
  }
  return live_user{q.integer(0), static_cast<core::server_role>(q.integer(1))};
}

core::result<bool> sqlite_writer::is_banned(std::int64_t user,
                                            core::timestamp at) {
  return has_row(find_restriction_.run(server_ban, whole_server, user, at));
}

core::result<void> sqlite_writer::spare(const live_user& user) {
  if (user.role != core::server_role::admin) return {};
  auto other = has_row(has_other_admin_.run(user.key, core::now()));
  if (!other) return other.error();
  if (!*other)
    return failure{errc::conflict, "a server is never without an admin"};
  return {};
}

core::result<std::vector<core::device_id>> sqlite_writer::apply(
    const set_server_role& op) {
  if (auto why = refusal()) return *why;
  auto user = find_live(op.user);
  if (!user) return user.error();
  if (op.role < user->role)
    if (auto may = spare(*user); !may) return may.error();
  {
    auto q = set_server_role_.run(user->key, op.role);
    if (!q.finish()) return failed(q);
  }
  if (op.role >= user->role) return std::vector<core::device_id>{};
  return end_devices(user->key, {});
}

core::result<std::vector<core::device_id>> sqlite_writer::apply(
    const ban_user& op) {
  if (auto why = refusal()) return *why;
  auto user = find_live(op.user);
  if (!user) return user.error();
  std::optional<std::int64_t> by;
  if (op.value.by) {
    auto key = key_of(op.value.by);
    if (!key) return key.error();
    by = *key;
  }
  {
    auto q = put_restriction_.run(server_ban, whole_server, user->key, by,
                                  op.value.reason, op.value.at, op.value.until);
    if (!q.finish()) return failed(q);
  }
  return end_devices(user->key, {});
}

core::result<done> sqlite_writer::apply(const lift_user_ban& op) {
  if (auto why = refusal()) return *why;
  auto q = lift_user_ban_.run(op.user);
  if (!q.finish()) return failed(q);
  if (changed_rows() == 0) return failure{errc::not_found, "no such ban"};
  return done{};
}

// -- acts ---------------------------------------------------------------------

/// Comes after what it is about, so that any failure dooms the batch.
core::result<done> sqlite_writer::apply(const record_act& op) {
  if (auto why = refusal()) return *why;
  const auto& act = op.value;
  auto q =
      insert_act_.run(act.at, act.what, act.by, act.target.kind, act.target.id,
                      act.group, act.room, act.address, act.details);
  if (!q.finish()) return doom(q);
  return done{};
}

core::result<std::uint64_t> sqlite_writer::apply(const forget_acts& op) {
  if (auto why = refusal()) return *why;
  {
    auto q = forget_acts_.run(op.before, op.limit);
    if (!q.finish()) return failed(q);
  }
  const auto acts = changed_rows();
  auto q = forget_reports_.run(op.before, op.limit);
  if (!q.finish()) return doom(q);
  return static_cast<std::uint64_t>(std::max(acts, changed_rows()));
}

// -- reports ------------------------------------------------------------------

core::result<core::report> sqlite_writer::report_in(execution q) {
  if (q.next()) return read_report(row{q});
  if (q.failed()) return doom(q);
  return failure{errc::not_found, "no such report"};
}

core::result<filed_report> sqlite_writer::apply(const file_report& op) {
  if (auto why = refusal()) return *why;
  const auto& r = op.value;
  auto reporter = key_of(r.reporter.id);
  if (!reporter) return reporter.error();
  std::optional<std::int64_t> author;
  if (r.author.id) {
    auto key = key_of(r.author.id);
    if (!key) return key.error();
    author = *key;
  }
  auto open = report_in(open_report_of_.run(*reporter, r.target.id));
  if (open) return filed_report{std::move(*open), false};
  if (doom_) return *doom_;
  {
    auto q = count_reports_of_reporter_.run(*reporter);
    if (!q.next()) return doom(q);
    if (q.integer(0) >= static_cast<std::int64_t>(max_open_reports))
      return failure{errc::conflict, "you have too many open reports"};
  }
  {
    auto q =
        insert_report_.run(r.id, *reporter, r.target.kind, r.target.id, author,
                           r.room, r.reason, r.note, r.content, r.at);
    if (!q.finish()) return failed(q);
  }
  if (r.target.kind == core::subject_kind::message) {
    auto q = hold_for_report_.run(new_key(), r.target.id);
    if (!q.finish()) return doom(q);
  }
  auto stored = whole_report(r.id);
  if (!stored) return stored.error();
  return filed_report{std::move(*stored), true};
}

core::result<core::report> sqlite_writer::whole_report(
    const core::report_id& id) {
  auto found = report_in(find_report_.run(id));
  if (!found) return found;
  auto q = uploads_of_report_.run(id);
  while (q.next()) found->uploads.push_back(read_upload(row{q}));
  if (q.failed()) return doom(q);
  return found;
}

core::result<core::report> sqlite_writer::apply(const decide_report& op) {
  if (auto why = refusal()) return *why;
  if (op.state == core::report_state::open)
    return failure{errc::invalid_request, "that is no decision"};
  auto by = key_of(op.by);
  if (!by) return by.error();
  bool decided = false;
  {
    auto q = decide_report_.run(op.id, op.state, *by, op.note, op.at);
    if (!q.finish()) return failed(q);
    decided = changed_rows() != 0;
  }
  auto now = whole_report(op.id);
  if (now && !decided)
    return failure{errc::conflict, "this report was decided before"};
  return now;
}

}  // namespace parley::storage::sqlite

// How SQLite will run our statements once tables are large.

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/statement.hpp"
#include "storage/sqlite/statements.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

namespace {

/// The query plan, one step a line.
std::string plan_of(sqlite::connection& db, const std::string& sql) {
  std::string plan;
  const auto explain = "EXPLAIN QUERY PLAN " + sql;
  sqlite::statement prepared{db, explain};
  auto q = prepared.run();
  while (q.next())
    if (q.text(3) != "SCAN CONSTANT ROW")  // which is no table
      plan += std::string{q.text(3)} + "\n";
  INFO(sql);
  REQUIRE_FALSE(q.failed());
  return plan;
}

}  // namespace

TEST_CASE("sqlite: no statement walks through a whole table",
          "[storage][plans]") {
  namespace sql = sqlite::sql;
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  auto db = must(
      sqlite::connection::open({folder.file(), {}}, sqlite::access::read_only));

  for (const auto& statement : {sql::user_key,
                                sql::group_key,
                                sql::room_key,
                                sql::find_user,
                                sql::find_user_by_login,
                                sql::touch_user,
                                sql::find_device,
                                sql::rotate_device,
                                sql::revoke_device,
                                sql::end_oldest_devices,
                                sql::forget_unused_devices,
                                sql::forget_ended_devices,
                                sql::list_devices,
                                sql::list_revoked_devices,
                                sql::token_lifetime,
                                sql::insert_device,
                                sql::user_is_live,
                                sql::update_user,
                                sql::change_password,
                                sql::revoke_devices,
                                sql::bury_user,
                                sql::owned_groups,
                                sql::pass_group_on,
                                sql::leave_groups,
                                sql::delete_departure,
                                sql::list_departures,
                                sql::list_users,
                                sql::issue_account_token,
                                sql::has_email,
                                sql::spend_account_token,
                                sql::drop_account_token,
                                sql::drop_account_tokens,
                                sql::set_password,
                                sql::set_email_verified,
                                sql::find_account_token,
                                sql::find_group,
                                sql::list_groups,
                                sql::find_group_member,
                                sql::list_group_members,
                                sql::delete_group_member,
                                sql::find_room,
                                sql::list_room_members,
                                sql::list_group_rooms,
                                sql::list_user_rooms,
                                sql::list_room_ids,
                                sql::delete_room_member,
                                sql::insert_leavers_of_group,
                                sql::delete_room_members_of_group,
                                sql::rooms_of_leaver,
                                sql::delete_leaver,
                                sql::delete_leavers,
                                sql::list_leavers,
                                sql::update_group,
                                sql::delete_group,
                                sql::set_group_role,
                                sql::lower_group_owners,
                                sql::delete_group_members,
                                sql::ids_of_group_members,
                                sql::rooms_of_group,
                                sql::find_restriction,
                                sql::list_restrictions,
                                sql::delete_restriction,
                                sql::delete_restrictions,
                                sql::find_group_standing,
                                sql::list_group_staff,
                                sql::list_own_groups,
                                sql::update_room,
                                sql::room_before,
                                sql::icon_of_group,
                                sql::group_of_room,
                                sql::end_room,
                                sql::delete_room_members,
                                sql::set_room_role,
                                sql::find_room_change,
                                sql::find_member_change,
                                sql::count_invites,
                                sql::delete_useless_invites,
                                sql::delete_invite,
                                sql::delete_invites_of_room,
                                sql::delete_invites_of_group,
                                sql::find_invite_by_hash,
                                sql::find_invite_by_id,
                                sql::list_invites,
                                sql::list_invites_for,
                                sql::count_behind_door,
                                sql::use_invite,
                                sql::find_invite_use,
                                sql::forget_uses_of_member,
                                sql::is_in_group,
                                sql::count_requests,
                                sql::delete_request,
                                sql::delete_requests_of_room,
                                sql::drop_requests_of_user,
                                sql::drop_invites_for_user,
                                sql::drop_blocks_of_user,
                                sql::drop_direct_policy,
                                sql::delete_requests_of_group,
                                sql::list_requests,
                                sql::find_request,
                                sql::withdraw_request,
                                sql::list_own_requests,
                                sql::direct_room_by_key,
                                sql::delete_block,
                                sql::list_blocks,
                                sql::find_room_block,
                                sql::find_direct_policy,
                                sql::find_presence,
                                sql::blocked_by,
                                sql::share_room,
                                sql::find_presence_audience,
                                sql::drop_presence_of_user,
                                sql::find_direct_consent,
                                sql::enable_factor,
                                sql::use_factor_step,
                                sql::delete_factor,
                                sql::find_factor,
                                sql::spend_recovery_code,
                                sql::delete_recovery_codes,
                                sql::set_alerts,
                                sql::find_alerts,
                                sql::set_quiet,
                                sql::list_quiet,
                                sql::list_marks,
                                sql::delete_draft,
                                sql::list_drafting,
                                sql::list_drafts,
                                sql::drop_drafts_of_user,
                                sql::count_scheduled,
                                sql::delete_scheduled,
                                sql::fail_scheduled,
                                sql::postpone_scheduled,
                                sql::postpone_expiry,
                                sql::scheduled_by_client,
                                sql::drop_scheduled_of_user,
                                sql::list_scheduled,
                                sql::list_due,
                                sql::list_expired,
                                sql::drop_expiry,
                                sql::head,
                                sql::first_result,
                                sql::read_log,
                                sql::recent_entries,
                                sql::messages_below,
                                sql::messages_above,
                                sql::find_message,
                                sql::message_at,
                                sql::place_of_message,
                                sql::entry_from,
                                sql::room_id,
                                sql::add_replies,
                                sql::delete_versions,
                                sql::count_pins,
                                sql::list_pins,
                                sql::list_replies,
                                sql::list_versions,
                                sql::delete_reaction,
                                sql::delete_reactions,
                                sql::has_emoji,
                                sql::count_emojis,
                                sql::count_reactions,
                                sql::first_reactors,
                                sql::has_reacted,
                                sql::list_reactors,
                                sql::delete_mentions,
                                sql::count_mentions,
                                sql::find_mark,
                                sql::set_mark,
                                sql::rooms_behind_index,
                                sql::entries_to_index,
                                sql::indexed_seq,
                                sql::set_indexed_seq,
                                sql::upload_usage,
                                sql::count_pending,
                                sql::take_upload_usage,
                                sql::loosen_avatar,
                                sql::set_avatar,
                                sql::attach_upload,
                                sql::attachable_upload,
                                sql::uploads_of_message,
                                sql::delete_upload,
                                sql::withdraw_upload,
                                sql::is_reported,
                                sql::hold_for_report,
                                sql::uploads_of_report,
                                sql::find_any_upload,
                                sql::picture_of_owner,
                                sql::find_icon,
                                sql::drop_icon,
                                sql::drop_icons_of_upload,
                                sql::loosen_former_icon,
                                sql::icons_of_upload,
                                sql::use_avatar,
                                sql::avatars_of_user,
                                sql::unhold_upload,
                                sql::drop_leftovers,
                                sql::messages_with_uploads,
                                sql::delete_upload_messages,
                                sql::loosen_uploads,
                                sql::detach_uploads,
                                sql::loose_uploads,
                                sql::find_upload,
                                sql::rooms_of_upload,
                                sql::list_uploads,
                                sql::upload_exists,
                                sql::find_room_slot,
                                sql::next_retention_change,
                                sql::move_retention_change,
                                sql::drop_retention_change,
                                sql::renew_expiries,
                                sql::drop_unpurged,
                                sql::purge_reactions,
                                sql::purge_mentions,
                                sql::purge_room_changes,
                                sql::purge_member_changes,
                                sql::purge_drafts,
                                sql::purge_scheduled,
                                sql::entries_to_purge,
                                sql::purge_entries,
                                sql::role_of_user,
                                sql::has_other_admin,
                                sql::set_server_role,
                                sql::lift_user_ban,
                                sql::find_user_ban,
                                sql::list_accounts,
                                sql::list_accounts_of_role,
                                sql::list_banned_accounts,
                                sql::list_all_groups,
                                sql::list_all_channels,
                                sql::measure_group,
                                sql::count_users,
                                sql::count_banned_users,
                                sql::count_groups,
                                sql::count_rooms,
                                sql::count_uploads,
                                sql::count_open_reports,
                                sql::forget_acts,
                                sql::forget_reports,
                                sql::list_acts,
                                sql::list_acts_of_actor,
                                sql::list_acts_of_name,
                                sql::list_acts_of_target,
                                sql::list_acts_of_group,
                                sql::open_report_of,
                                sql::count_reports_of_reporter,
                                sql::find_report,
                                sql::decide_report,
                                sql::list_open_reports,
                                sql::list_decided_reports,
                                sql::settle_call,
                                sql::any_room_key,
                                sql::find_call,
                                sql::call_key,
                                sql::list_calls,
                                sql::list_unsettled_calls,
                                sql::list_ended_calls,
                                sql::call_parties}) {
    const auto plan = plan_of(db, statement);
    INFO(statement << "\n" << plan);
    CHECK(plan.find("SCAN") == std::string::npos);
  }
}

TEST_CASE("sqlite: the log is read in key order, without sorting",
          "[storage][plans]") {
  namespace sql = sqlite::sql;
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  auto db = must(
      sqlite::connection::open({folder.file(), {}}, sqlite::access::read_only));

  for (const auto& statement : {sql::head,
                                sql::read_log,
                                sql::recent_entries,
                                sql::messages_below,
                                sql::messages_above,
                                sql::list_replies,
                                sql::list_versions,
                                sql::count_reactions,
                                sql::list_reactors,
                                sql::list_user_rooms,
                                sql::list_group_members,
                                sql::list_groups,
                                sql::list_users,
                                sql::search_messages,
                                sql::list_uploads,
                                sql::loose_uploads,
                                sql::messages_with_uploads,
                                sql::list_accounts,
                                sql::list_accounts_of_role,
                                sql::list_banned_accounts,
                                sql::list_all_groups,
                                sql::list_all_channels,
                                sql::count_rooms,
                                sql::list_acts,
                                sql::list_acts_of_actor,
                                sql::list_acts_of_name,
                                sql::list_acts_of_target,
                                sql::list_acts_of_group,
                                sql::forget_acts,
                                sql::forget_reports,
                                sql::forget_unused_devices,
                                sql::forget_ended_devices,
                                sql::list_open_reports,
                                sql::list_decided_reports,
                                sql::list_scheduled,
                                sql::list_due,
                                sql::list_calls,
                                sql::list_unsettled_calls,
                                sql::list_ended_calls,
                                sql::call_parties,
                                sql::list_expired}) {
    const auto plan = plan_of(db, statement);
    INFO(statement << "\n" << plan);
    CHECK(plan.find("TEMP B-TREE") == std::string::npos);
  }
}

TEST_CASE(
    "sqlite: numbers are read from indexes, and from no message but a "
    "room's last",
    "[storage][plans]") {
  namespace sql = sqlite::sql;
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  auto db = must(
      sqlite::connection::open({folder.file(), {}}, sqlite::access::read_only));

  for (const auto& statement :
       {sql::count_users, sql::count_groups, sql::count_open_reports}) {
    const auto plan = plan_of(db, statement);
    INFO(statement << "\n" << plan);
    CHECK(plan.find("USING COVERING INDEX") != std::string::npos);
  }
  CHECK_THAT(plan_of(db, sql::count_rooms),
             Catch::Contains("r USING COVERING INDEX live_rooms") &&
                 Catch::Contains("SEARCH e USING INTEGER PRIMARY KEY "
                                 "(rowid>? AND rowid<?)"));
}

TEST_CASE("sqlite: search walks the text index and then looks up by key",
          "[storage][plans]") {
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  auto db = must(
      sqlite::connection::open({folder.file(), {}}, sqlite::access::read_only));

  const auto plan = plan_of(db, sqlite::sql::search_messages);

  CHECK_THAT(plan, Catch::Contains("VIRTUAL TABLE INDEX") &&
                       Catch::Contains("SEARCH e USING INTEGER PRIMARY KEY"));
}

TEST_CASE("sqlite: words that begin so are read between two terms",
          "[storage][plans]") {
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  auto db = must(
      sqlite::connection::open({folder.file(), {}}, sqlite::access::read_only));

  // 2: from a term on, 4: up to a term (fts5_vocab.c).
  CHECK_THAT(plan_of(db, sqlite::sql::next_term),
             Catch::Contains("entries_terms VIRTUAL TABLE INDEX 6"));
}

}  // namespace parley::storage::tests

#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "storage/operations.hpp"

namespace parley::storage {

/// The writing side, used by one thread. A batch is begin, any number of
/// operations, commit. An operation that fails leaves the batch as if it had
/// not been asked for. When the store itself fails (storage_failed,
/// storage_full, unavailable) the batch is doomed: its later operations and its
/// commit answer that failure. After a failed commit nothing of the batch is
/// stored and the next begin starts afresh.
class writer {
 public:
  virtual ~writer() = default;

  virtual core::result<void> begin() = 0;
  /// Durable when it returns successfully (fsync, unless configured weaker).
  virtual core::result<void> commit() = 0;
  virtual void rollback() noexcept = 0;

  virtual core::result<core::user> apply(const create_user&) = 0;
  virtual core::result<std::vector<core::device_id>> apply(
      const create_device&) = 0;
  virtual core::result<done> apply(const rotate_device&) = 0;
  virtual core::result<done> apply(const revoke_device&) = 0;
  virtual core::result<std::uint64_t> apply(const forget_devices&) = 0;
  virtual core::result<std::chrono::seconds> apply(
      const note_token_lifetime&) = 0;
  virtual core::result<core::user> apply(const update_user&) = 0;
  virtual core::result<std::vector<core::device_id>> apply(
      const change_password&) = 0;
  virtual core::result<std::vector<core::device_id>> apply(
      const revoke_devices&) = 0;
  virtual core::result<std::vector<core::device_id>> apply(
      const delete_user&) = 0;
  virtual core::result<done> apply(const finish_departure&) = 0;
  virtual core::result<done> apply(const issue_account_token&) = 0;
  virtual core::result<password_reset> apply(const reset_password&) = 0;
  virtual core::result<core::user> apply(const verify_email&) = 0;
  virtual core::result<core::group> apply(const create_group&) = 0;
  virtual core::result<done> apply(const add_group_member&) = 0;
  virtual core::result<std::vector<core::room_id>> apply(
      const remove_group_member&) = 0;
  virtual core::result<core::room> apply(const create_room&) = 0;
  virtual core::result<appended> apply(const append_message&) = 0;
  virtual core::result<appended> apply(const append_joined&) = 0;
  virtual core::result<appended> apply(const append_left&) = 0;
  virtual core::result<core::group> apply(const update_group&) = 0;
  virtual core::result<ended_group> apply(const delete_group&) = 0;
  virtual core::result<done> apply(const set_group_role&) = 0;
  virtual core::result<done> apply(const transfer_group&) = 0;
  virtual core::result<std::vector<core::room_id>> apply(
      const ban_from_group&) = 0;
  virtual core::result<done> apply(const lift_group_ban&) = 0;
  virtual core::result<appended> apply(const append_profile&) = 0;
  virtual core::result<appended> apply(const append_standing&) = 0;
  virtual core::result<done> apply(const delete_room&) = 0;
  virtual core::result<core::invite> apply(const create_invite&) = 0;
  virtual core::result<done> apply(const revoke_invite&) = 0;
  virtual core::result<core::invite> apply(const redeem_invite&) = 0;
  virtual core::result<done> apply(const put_request&) = 0;
  virtual core::result<done> apply(const take_request&) = 0;
  virtual core::result<done> apply(const withdraw_request&) = 0;
  virtual core::result<opened_direct> apply(const open_direct&) = 0;
  virtual core::result<std::optional<core::room_id>> apply(
      const set_block&) = 0;
  virtual core::result<done> apply(const set_direct_policy&) = 0;
  virtual core::result<done> apply(const set_presence&) = 0;
  virtual core::result<done> apply(const set_presence_audience&) = 0;
  virtual core::result<done> apply(const touch_users&) = 0;
  virtual core::result<appended> apply(const append_change&) = 0;
  virtual core::result<core::read_mark> apply(const set_read_mark&) = 0;
  virtual core::result<done> apply(const propose_factor&) = 0;
  virtual core::result<done> apply(const enable_factor&) = 0;
  virtual core::result<done> apply(const use_factor_step&) = 0;
  virtual core::result<done> apply(const use_recovery_code&) = 0;
  virtual core::result<done> apply(const replace_recovery_codes&) = 0;
  virtual core::result<done> apply(const remove_factor&) = 0;
  virtual core::result<done> apply(const set_alerts&) = 0;
  virtual core::result<done> apply(const set_quiet&) = 0;
  virtual core::result<done> apply(const set_draft&) = 0;
  virtual core::result<core::scheduled_message> apply(
      const schedule_message&) = 0;
  virtual core::result<done> apply(const drop_scheduled&) = 0;
  virtual core::result<done> apply(const fail_scheduled&) = 0;
  virtual core::result<done> apply(const postpone_scheduled&) = 0;
  virtual core::result<done> apply(const postpone_expiry&) = 0;
  virtual core::result<done> apply(const drop_expiry&) = 0;
  virtual core::result<done> apply(const create_upload&) = 0;
  virtual core::result<deleted_upload> apply(const delete_upload&) = 0;
  virtual core::result<std::vector<core::upload_id>> apply(
      const collect_loose_uploads&) = 0;
  virtual core::result<bool> apply(const release_uploads&) = 0;
  virtual core::result<bool> apply(const renew_expiries&) = 0;
  virtual core::result<bool> apply(const purge_rooms&) = 0;
  virtual core::result<done> apply(const record_act&) = 0;
  virtual core::result<std::uint64_t> apply(const forget_acts&) = 0;
  virtual core::result<std::vector<core::device_id>> apply(
      const set_server_role&) = 0;
  virtual core::result<std::vector<core::device_id>> apply(const ban_user&) = 0;
  virtual core::result<done> apply(const lift_user_ban&) = 0;
  virtual core::result<filed_report> apply(const file_report&) = 0;
  virtual core::result<core::report> apply(const decide_report&) = 0;
  virtual core::result<done> apply(const save_call&) = 0;
  virtual core::result<done> apply(const settle_call&) = 0;

  /// A bounded slice of background work (the search index), about 10 ms and
  /// one commit; call it when nothing has waited for a moment. True: there is
  /// more to do. Does nothing within a batch; tries again after a failure.
  virtual bool maintain() = 0;
};

/// The reading side, used by one thread; never waits for the writer.
class reader {
 public:
  virtual ~reader() = default;

  virtual core::result<core::user> run(const find_user&) = 0;
  virtual core::result<core::user> run(const find_user_by_login&) = 0;
  virtual core::result<core::device> run(const find_device&) = 0;
  virtual core::result<std::vector<revoked_device>> run(
      const list_revoked_devices&) = 0;
  virtual core::result<std::vector<core::device>> run(const list_devices&) = 0;
  virtual core::result<page<core::user>> run(const list_users&) = 0;
  virtual core::result<std::vector<core::user_id>> run(
      const list_departures&) = 0;
  virtual core::result<core::user> run(const find_account_token&) = 0;
  virtual core::result<core::group> run(const find_group&) = 0;
  virtual core::result<page<core::group>> run(const list_groups&) = 0;
  virtual core::result<core::group_member> run(const find_group_member&) = 0;
  virtual core::result<page<core::group_member>> run(
      const list_group_members&) = 0;
  virtual core::result<std::vector<core::room>> run(
      const list_group_rooms&) = 0;
  virtual core::result<page<room_overview>> run(const list_user_rooms&) = 0;
  virtual core::result<std::vector<core::room_id>> run(
      const list_room_ids&) = 0;
  virtual core::result<room_state> run(const load_room&) = 0;
  virtual core::result<std::vector<core::log_entry>> run(const read_log&) = 0;
  virtual core::result<std::vector<core::message>> run(
      const read_messages&) = 0;
  virtual core::result<core::message> run(const find_message&) = 0;
  virtual core::result<std::vector<core::message>> run(const list_replies&) = 0;
  virtual core::result<std::vector<recent_post>> run(
      const list_recent_posts&) = 0;
  virtual core::result<std::vector<core::message>> run(const list_pins&) = 0;
  virtual core::result<std::vector<message_version>> run(
      const list_versions&) = 0;
  virtual core::result<page<core::user_card>> run(const list_reactors&) = 0;
  virtual core::result<unread_state> run(const find_unread&) = 0;
  virtual core::result<page<core::message>> run(const search_messages&) = 0;
  virtual core::result<group_standing> run(const find_group_standing&) = 0;
  virtual core::result<std::vector<core::user_id>> run(
      const list_group_staff&) = 0;
  virtual core::result<page<core::restriction>> run(const list_group_bans&) = 0;
  virtual core::result<invitation> run(const find_invite&) = 0;
  virtual core::result<std::vector<core::invite>> run(const list_invites&) = 0;
  virtual core::result<std::vector<core::invite>> run(
      const list_invites_for&) = 0;
  virtual core::result<page<core::join_request>> run(const list_requests&) = 0;
  virtual core::result<core::join_request> run(const find_request&) = 0;
  virtual core::result<std::vector<own_request>> run(
      const list_own_requests&) = 0;
  virtual core::result<direct_consent> run(const find_direct_consent&) = 0;
  virtual core::result<core::room_id> run(const find_direct&) = 0;
  virtual core::result<bool> run(const find_room_block&) = 0;
  virtual core::result<std::vector<core::user_card>> run(
      const list_blocks&) = 0;
  virtual core::result<core::direct_policy> run(const find_direct_policy&) = 0;
  virtual core::result<std::vector<presence_record>> run(
      const load_presence&) = 0;
  virtual core::result<core::presence_audience> run(
      const find_presence_audience&) = 0;
  virtual core::result<second_factor> run(const find_factor&) = 0;
  virtual core::result<core::alert_settings> run(const find_alerts&) = 0;
  virtual core::result<std::vector<quiet_user>> run(const list_quiet&) = 0;
  virtual core::result<room_marks> run(const list_marks&) = 0;
  virtual core::result<std::vector<member_position>> run(
      const list_positions&) = 0;
  virtual core::result<std::vector<core::draft>> run(const list_drafts&) = 0;
  virtual core::result<std::vector<core::scheduled_message>> run(
      const list_scheduled&) = 0;
  virtual core::result<std::vector<due_message>> run(const list_due&) = 0;
  virtual core::result<std::vector<expired_message>> run(
      const list_expired&) = 0;
  virtual core::result<std::optional<core::timestamp>> run(
      const find_next_date&) = 0;
  virtual core::result<core::upload> run(const find_upload&) = 0;
  virtual core::result<upload_places> run(const find_upload_places&) = 0;
  virtual core::result<page<core::upload>> run(const list_uploads&) = 0;
  virtual core::result<upload_usage> run(const measure_uploads&) = 0;
  virtual core::result<std::vector<core::upload_id>> run(
      const find_known_uploads&) = 0;
  virtual core::result<page<recorded_act>> run(const list_acts&) = 0;
  virtual core::result<core::report> run(const find_report&) = 0;
  virtual core::result<page<core::report>> run(const list_reports&) = 0;
  virtual core::result<core::restriction> run(const find_user_ban&) = 0;
  virtual core::result<page<account>> run(const list_accounts&) = 0;
  virtual core::result<page<core::group>> run(const list_all_groups&) = 0;
  virtual core::result<group_size> run(const measure_group&) = 0;
  virtual core::result<page<core::room>> run(const list_all_channels&) = 0;
  virtual core::result<store_totals> run(const measure_store&) = 0;
  virtual core::result<core::call> run(const find_call&) = 0;
  virtual core::result<page<core::call>> run(const list_calls&) = 0;
  virtual core::result<std::vector<core::call>> run(
      const list_unsettled_calls&) = 0;
  virtual core::result<std::vector<core::call>> run(
      const list_ended_calls&) = 0;

  /// A cheap query that proves the store answers.
  virtual core::result<void> ping() = 0;
};

/// A place where users, rooms and logs are kept. Thread safe; outlives the
/// writers and readers it opened.
class store {
 public:
  virtual ~store() = default;

  /// At most one writer may be open at a time in one process.
  virtual core::result<std::unique_ptr<writer>> open_writer() = 0;
  virtual core::result<std::unique_ptr<reader>> open_reader() = 0;

  virtual std::string_view engine() const = 0;  ///< "sqlite", "memory", …
};

enum class durability : std::uint8_t {
  full,    ///< an acknowledged commit survives power loss
  normal,  ///< survives a crash of the process; power loss may take the last
};

struct sqlite_options {
  std::filesystem::path file;  ///< empty: a private store in memory
  durability sync = durability::full;
  std::uint64_t wal_limit_bytes = 64u << 20;  ///< checkpoint beyond this
  /// Refuse to start beside another server process; else the database is not
  /// brought up to date under one.
  bool take_lock = true;
  std::string vfs;  ///< a registered SQLite VFS; empty: the system's
};

/// Opens (and creates or migrates) a SQLite store. Failures carry a sentence
/// for the operator: not writable, disk full, corrupt, newer than this build,
/// locked by another process.
core::result<std::unique_ptr<store>> open_sqlite(const sqlite_options& options);

}  // namespace parley::storage

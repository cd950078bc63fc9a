#pragma once

#include <optional>

#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/key_cache.hpp"
#include "storage/sqlite/message_reader.hpp"
#include "storage/sqlite/search_index.hpp"
#include "storage/sqlite/statement.hpp"
#include "storage/sqlite/statements.hpp"
#include "storage/sqlite/writer_slot.hpp"
#include "storage/store.hpp"

namespace parley::storage::sqlite {

/// The writing connection.
///
/// Operations need no savepoint, because each is written so that whatever may
/// legitimately fail (a name that is taken, an id that is unknown) is found
/// out by a query or by its *first* changing statement, and a single statement
/// is atomic. When a later statement, or the disk, fails, the whole batch is
/// doomed: everything after answers the same failure and nothing is committed.
class sqlite_writer final : public writer {
 public:
  sqlite_writer(connection db, checkpointer& wal, writer_slot slot);

  core::result<void> begin() override;
  core::result<void> commit() override;
  void rollback() noexcept override;

  core::result<core::user> apply(const create_user&) override;
  core::result<std::vector<core::device_id>> apply(
      const create_device&) override;
  core::result<done> apply(const rotate_device&) override;
  core::result<done> apply(const revoke_device&) override;
  core::result<std::uint64_t> apply(const forget_devices&) override;
  core::result<std::chrono::seconds> apply(const note_token_lifetime&) override;
  core::result<core::user> apply(const update_user&) override;
  core::result<std::vector<core::device_id>> apply(
      const change_password&) override;
  core::result<std::vector<core::device_id>> apply(
      const revoke_devices&) override;
  core::result<std::vector<core::device_id>> apply(const delete_user&) override;
  core::result<done> apply(const finish_departure&) override;
  core::result<done> apply(const issue_account_token&) override;
  core::result<password_reset> apply(const reset_password&) override;
  core::result<core::user> apply(const verify_email&) override;
  core::result<core::group> apply(const create_group&) override;
  core::result<done> apply(const add_group_member&) override;
  core::result<std::vector<core::room_id>> apply(
      const remove_group_member&) override;
  core::result<core::room> apply(const create_room&) override;
  core::result<appended> apply(const append_message&) override;
  core::result<appended> apply(const append_joined&) override;
  core::result<appended> apply(const append_left&) override;
  core::result<core::group> apply(const update_group&) override;
  core::result<ended_group> apply(const delete_group&) override;
  core::result<done> apply(const set_group_role&) override;
  core::result<done> apply(const transfer_group&) override;
  core::result<std::vector<core::room_id>> apply(
      const ban_from_group&) override;
  core::result<done> apply(const lift_group_ban&) override;
  core::result<appended> apply(const append_profile&) override;
  core::result<appended> apply(const append_standing&) override;
  core::result<done> apply(const delete_room&) override;
  core::result<core::invite> apply(const create_invite&) override;
  core::result<done> apply(const revoke_invite&) override;
  core::result<core::invite> apply(const redeem_invite&) override;
  core::result<done> apply(const put_request&) override;
  core::result<done> apply(const take_request&) override;
  core::result<done> apply(const withdraw_request&) override;
  core::result<opened_direct> apply(const open_direct&) override;
  core::result<std::optional<core::room_id>> apply(const set_block&) override;
  core::result<done> apply(const set_direct_policy&) override;
  core::result<done> apply(const set_presence&) override;
  core::result<done> apply(const set_presence_audience&) override;
  core::result<done> apply(const touch_users&) override;
  core::result<done> apply(const propose_factor&) override;
  core::result<done> apply(const enable_factor&) override;
  core::result<done> apply(const use_factor_step&) override;
  core::result<done> apply(const use_recovery_code&) override;
  core::result<done> apply(const replace_recovery_codes&) override;
  core::result<done> apply(const remove_factor&) override;
  core::result<done> apply(const set_alerts&) override;
  core::result<done> apply(const set_quiet&) override;
  core::result<done> apply(const set_draft&) override;
  core::result<core::scheduled_message> apply(const schedule_message&) override;
  core::result<done> apply(const drop_scheduled&) override;
  core::result<done> apply(const fail_scheduled&) override;
  core::result<done> apply(const postpone_scheduled&) override;
  core::result<done> apply(const postpone_expiry&) override;
  core::result<done> apply(const drop_expiry&) override;
  core::result<appended> apply(const append_change&) override;
  core::result<core::read_mark> apply(const set_read_mark&) override;
  core::result<done> apply(const create_upload&) override;
  core::result<deleted_upload> apply(const delete_upload&) override;
  core::result<std::vector<core::upload_id>> apply(
      const collect_loose_uploads&) override;
  core::result<bool> apply(const release_uploads&) override;
  core::result<bool> apply(const renew_expiries&) override;
  core::result<bool> apply(const purge_rooms&) override;
  core::result<done> apply(const record_act&) override;
  core::result<std::uint64_t> apply(const forget_acts&) override;
  core::result<std::vector<core::device_id>> apply(
      const set_server_role&) override;
  core::result<std::vector<core::device_id>> apply(const ban_user&) override;
  core::result<done> apply(const lift_user_ban&) override;
  core::result<filed_report> apply(const file_report&) override;
  core::result<core::report> apply(const decide_report&) override;
  core::result<done> apply(const save_call&) override;
  core::result<done> apply(const settle_call&) override;

  bool maintain() override;

 private:
  using room_slot = key_cache::room_slot;
  struct membership;
  struct place_keys;
  struct change;

  // -- the batch --------------------------------------------------------------

  /// Why no operation can run now: no batch is open, or it is doomed.
  std::optional<core::failure> refusal() const;
  /// After a statement that was the first to change something: a broken
  /// constraint leaves the batch intact, anything else dooms it.
  core::failure failed(const execution& q);
  /// After any later statement.
  core::failure doom(const execution& q);
  core::result<void> check_other_writers();
  std::int64_t changed_rows() const;
  std::int64_t new_key() const;

  // -- users ------------------------------------------------------------------

  /// Turns a broken unique constraint on one of our name columns into what the
  /// caller is told. SQLite names the column in its message only.
  core::failure name_failure(const core::failure& why) const;
  /// Why a change that needs a live user in a known state found none.
  core::failure outdated(const core::user_id& id);
  /// Of a user's devices; runs after another change, or as the only one.
  core::result<std::vector<core::device_id>> end_devices(
      std::int64_t owner, const core::device_id& except);
  /// The owner of a mailed token, which is gone after this.
  core::result<std::int64_t> spend(const std::string& hash,
                                   token_purpose purpose, core::timestamp at);
  core::result<void> leave_all_groups(std::int64_t user);
  /// What a user asked for, was invited to, and whom the user shut out.
  core::result<void> drop_wishes(std::int64_t user);
  core::result<done> keep_recovery_codes(
      std::int64_t user, const std::vector<std::string>& hashes);
  /// Runs what answers one row; none: not_found, as `missing` says.
  core::result<done> expect_row(execution q, const char* missing);

  struct live_user {
    std::int64_t key = 0;
    core::server_role role = core::server_role::user;
  };
  /// Who is not deleted.
  core::result<live_user> find_live(const core::user_id& id);
  /// conflict when no other admin would be left.
  core::result<void> spare(const live_user& user);
  core::result<bool> is_banned(std::int64_t user, core::timestamp at);
  core::result<core::report> report_in(execution q);
  /// The same with what its message named.
  core::result<core::report> whole_report(const core::report_id& id);

  // -- keys -------------------------------------------------------------------

  core::result<std::int64_t> key_of(const core::user_id& id);
  core::result<std::int64_t> key_of(const core::group_id& id);
  core::result<room_slot*> slot_of(const core::room_id& id);
  core::result<place_keys> keys_of(const doorway& at);
  core::result<std::string> direct_key_of(
      const std::vector<core::user_id>& people);
  std::optional<core::room_id> direct_room(const std::string& key);
  /// Whether a query has a row; a query that fails dooms the batch.
  core::result<bool> has_row(execution q);
  core::result<void> read_log_end(room_slot& of);
  core::result<void> read_drafting(room_slot& of);

  // -- the log ----------------------------------------------------------------

  core::result<appended> first_result(const append_message& op,
                                      std::int64_t sender, room_slot& room);
  /// A retry is answered even where a new message would be refused.
  core::result<appended> repeated_or(const append_message& op,
                                     std::optional<std::int64_t> sender,
                                     room_slot& room, core::failure refused);
  core::result<appended> log_membership(room_slot& room, const membership& m);
  void advance(room_slot& room);
  core::result<bool> change_standing(const append_standing& op,
                                     std::int64_t room, std::int64_t user);

  // -- coming and leaving -----------------------------------------------------

  core::result<void> check_entry(const append_joined& op, std::int64_t room,
                                 std::int64_t user);
  /// The role that a query takes away; none: there was nothing to take.
  core::result<std::optional<core::member_role>> role_taken(execution q);
  /// Of one channel, and of all of a group; run after another change.
  core::result<void> end_membership(std::int64_t room, std::int64_t user);
  core::result<std::vector<core::room_id>> end_memberships(std::int64_t group,
                                                           std::int64_t user);

  // -- what goes with a group or a room ---------------------------------------

  core::result<void> end_room(std::int64_t group, std::int64_t room,
                              core::timestamp at);
  /// A room whose messages do not know its retention yet.
  struct renewal {
    std::int64_t room = 0;
    core::seq_t done = 0;
    core::seq_t upto = 0;
    std::int64_t retention_ms = 0;
  };
  /// The one whose turn it is; none: there is none.
  core::result<std::optional<renewal>> next_renewal();
  /// The next rows of a deleted room, with those that hang on them; false:
  /// there are more.
  core::result<bool> purge_entries(std::int64_t room, std::int64_t most);
  core::result<void> index_group(std::int64_t key, const core::group& value);
  core::result<core::invite> read_usable(const redeem_invite& op,
                                         std::int64_t user, execution q);

  // -- messages that are not in a log -----------------------------------------

  /// What waits by the client id of `value`, if it is the same message, or
  /// has failed.
  core::result<std::optional<core::scheduled_message>> waits_already(
      const core::message& value, std::int64_t sender);

  /// Whether the member has one; costs nothing where nobody writes.
  core::result<bool> end_draft(room_slot& room, std::int64_t member);

  // -- changes of messages ----------------------------------------------------

  core::result<std::int64_t> place_of(const core::message_id& id);
  core::result<bool> change_message(const change& what);
  core::result<bool> edit(const change& what);
  core::result<bool> erase(const change& what);
  core::result<bool> react(const change& what);
  core::result<bool> pin(const change& what);
  core::result<appended> log_change(const change& what);
  core::result<void> store_mentions(std::int64_t message,
                                    const core::mention_set& mentions,
                                    const std::vector<core::user_id>& here);

  // -- icons ------------------------------------------------------------------

  /// Stored: never renumber.
  enum class icon_place : std::uint8_t { group = 1, room = 2 };
  /// The key of the picture that a new icon leads to, `by`'s; none: it leads
  /// elsewhere.
  core::result<std::optional<std::int64_t>> icon_upload(
      const std::string& icon, const core::user_id& by);
  /// Run after another change. What was the icon before is let go.
  core::result<void> change_icon(icon_place kind, std::int64_t place,
                                 std::optional<std::int64_t> upload,
                                 core::timestamp at);

  // -- uploads ----------------------------------------------------------------

  /// Keys of an upload and its owner, and what it takes.
  struct stored_upload {
    std::int64_t key = 0;
    std::int64_t owner = 0;
    std::uint64_t size = 0;
    bool withdrawn = false;  ///< takes nothing of its owner's any more
  };

  core::result<void> check_quota(std::int64_t owner, std::uint64_t more,
                                 std::uint64_t quota);
  core::result<void> check_pending(std::int64_t owner, const create_upload& op);
  core::result<void> forget(const stored_upload& what);
  /// Nothing but reports knows it any more.
  core::result<void> withdraw(const stored_upload& what);
  core::result<void> untie(const stored_upload& what);
  /// Of a user who is no more.
  core::result<void> forget_avatars(std::int64_t owner);
  /// The upload that `now` links to is in use, any former one is not.
  core::result<void> change_avatar(const core::user_id& owner,
                                   const std::string& now);
  /// What a message names.
  core::result<std::vector<std::int64_t>> uploads_of(
      const core::message_id& message);
  core::result<std::vector<std::int64_t>> attachable(
      const std::vector<core::upload_id>& ids, std::int64_t owner);
  core::result<void> attach(const std::vector<std::int64_t>& keys,
                            std::int64_t message);
  core::result<void> detach(std::int64_t message, core::timestamp at);

  connection db_;
  checkpointer& wal_;
  writer_slot slot_;
  std::optional<core::failure> doom_;
  std::int64_t seen_version_ = 0;
  std::int64_t renewed_room_ = 0;  ///< whose turn it was
  key_cache keys_;
  search_index index_{db_};
  message_reader messages_{db_};

  statement begin_{db_, sql::begin_write};
  statement commit_{db_, sql::commit};
  statement rollback_{db_, sql::rollback};
  statement data_version_{db_, sql::data_version};
  statement user_key_{db_, sql::user_key};
  statement group_key_{db_, sql::group_key};
  statement find_room_slot_{db_, sql::find_room_slot};
  statement head_{db_, sql::head};
  statement insert_user_{db_, sql::insert_user};
  statement token_lifetime_{db_, sql::token_lifetime};
  statement set_token_lifetime_{db_, sql::set_token_lifetime};
  statement touch_user_{db_, sql::touch_user};
  statement set_presence_{db_, sql::set_presence};
  statement set_presence_audience_{db_, sql::set_presence_audience};
  statement drop_presence_of_user_{db_, sql::drop_presence_of_user};
  statement insert_device_{db_, sql::insert_device};
  statement end_oldest_devices_{db_, sql::end_oldest_devices};
  statement forget_unused_devices_{db_, sql::forget_unused_devices};
  statement forget_ended_devices_{db_, sql::forget_ended_devices};
  statement rotate_device_{db_, sql::rotate_device};
  statement revoke_device_{db_, sql::revoke_device};
  statement device_exists_{db_, sql::device_exists};
  statement user_is_live_{db_, sql::user_is_live};
  statement update_user_{db_, sql::update_user};
  statement change_password_{db_, sql::change_password};
  statement revoke_devices_{db_, sql::revoke_devices};
  statement bury_user_{db_, sql::bury_user};
  statement owned_groups_{db_, sql::owned_groups};
  statement pass_group_on_{db_, sql::pass_group_on};
  statement leave_groups_{db_, sql::leave_groups};
  statement drop_requests_of_user_{db_, sql::drop_requests_of_user};
  statement drop_invites_for_user_{db_, sql::drop_invites_for_user};
  statement drop_blocks_of_user_{db_, sql::drop_blocks_of_user};
  statement drop_direct_policy_{db_, sql::drop_direct_policy};
  statement insert_departure_{db_, sql::insert_departure};
  statement delete_departure_{db_, sql::delete_departure};
  statement issue_account_token_{db_, sql::issue_account_token};
  statement has_email_{db_, sql::has_email};
  statement spend_account_token_{db_, sql::spend_account_token};
  statement drop_account_token_{db_, sql::drop_account_token};
  statement drop_account_tokens_{db_, sql::drop_account_tokens};
  statement set_password_{db_, sql::set_password};
  statement set_email_verified_{db_, sql::set_email_verified};
  statement insert_group_{db_, sql::insert_group};
  statement insert_group_member_{db_, sql::insert_group_member};
  statement delete_group_member_{db_, sql::delete_group_member};
  statement insert_room_{db_, sql::insert_room};
  statement insert_room_member_{db_, sql::insert_room_member};
  statement delete_room_member_{db_, sql::delete_room_member};
  statement insert_leaver_{db_, sql::insert_leaver};
  statement insert_leavers_of_group_{db_, sql::insert_leavers_of_group};
  statement delete_room_members_of_group_{db_,
                                          sql::delete_room_members_of_group};
  statement rooms_of_leaver_{db_, sql::rooms_of_leaver};
  statement delete_leaver_{db_, sql::delete_leaver};
  statement delete_leavers_{db_, sql::delete_leavers};
  statement insert_message_{db_, sql::insert_message};
  statement insert_membership_{db_, sql::insert_membership};
  statement first_result_{db_, sql::first_result};
  statement set_group_role_{db_, sql::set_group_role};
  statement lower_group_owners_{db_, sql::lower_group_owners};
  statement update_group_{db_, sql::update_group};
  statement delete_group_{db_, sql::delete_group};
  statement delete_group_members_{db_, sql::delete_group_members};
  statement insert_group_text_{db_, sql::insert_group_text};
  statement delete_group_text_{db_, sql::delete_group_text};
  statement ids_of_group_members_{db_, sql::ids_of_group_members};
  statement rooms_of_group_{db_, sql::rooms_of_group};
  statement put_restriction_{db_, sql::put_restriction};
  statement delete_restriction_{db_, sql::delete_restriction};
  statement delete_restrictions_{db_, sql::delete_restrictions};
  statement find_restriction_{db_, sql::find_restriction};
  statement update_room_{db_, sql::update_room};
  statement group_of_room_{db_, sql::group_of_room};
  statement room_before_{db_, sql::room_before};
  statement icon_of_group_{db_, sql::icon_of_group};
  statement picture_of_owner_{db_, sql::picture_of_owner};
  statement find_icon_{db_, sql::find_icon};
  statement put_icon_{db_, sql::put_icon};
  statement drop_icon_{db_, sql::drop_icon};
  statement drop_icons_of_upload_{db_, sql::drop_icons_of_upload};
  statement loosen_former_icon_{db_, sql::loosen_former_icon};
  statement end_room_{db_, sql::end_room};
  statement delete_room_members_{db_, sql::delete_room_members};
  statement set_room_role_{db_, sql::set_room_role};
  statement insert_room_change_{db_, sql::insert_room_change};
  statement insert_member_change_{db_, sql::insert_member_change};
  statement insert_invite_{db_, sql::insert_invite};
  statement delete_useless_invites_{db_, sql::delete_useless_invites};
  statement count_invites_{db_, sql::count_invites};
  statement delete_invite_{db_, sql::delete_invite};
  statement delete_invites_of_room_{db_, sql::delete_invites_of_room};
  statement delete_invites_of_group_{db_, sql::delete_invites_of_group};
  statement find_invite_by_hash_{db_, sql::find_invite_by_hash};
  statement find_invite_by_id_{db_, sql::find_invite_by_id};
  statement use_invite_{db_, sql::use_invite};
  statement insert_invite_use_{db_, sql::insert_invite_use};
  statement find_invite_use_{db_, sql::find_invite_use};
  statement forget_uses_of_member_{db_, sql::forget_uses_of_member};
  statement is_in_group_{db_, sql::is_in_group};
  statement put_request_{db_, sql::put_request};
  statement count_requests_{db_, sql::count_requests};
  statement delete_request_{db_, sql::delete_request};
  statement withdraw_request_{db_, sql::withdraw_request};
  statement delete_requests_of_room_{db_, sql::delete_requests_of_room};
  statement delete_requests_of_group_{db_, sql::delete_requests_of_group};
  statement direct_room_by_key_{db_, sql::direct_room_by_key};
  statement insert_block_{db_, sql::insert_block};
  statement delete_block_{db_, sql::delete_block};
  statement set_direct_policy_{db_, sql::set_direct_policy};
  statement propose_factor_{db_, sql::propose_factor};
  statement enable_factor_{db_, sql::enable_factor};
  statement use_factor_step_{db_, sql::use_factor_step};
  statement delete_factor_{db_, sql::delete_factor};
  statement find_factor_{db_, sql::find_factor};
  statement insert_recovery_code_{db_, sql::insert_recovery_code};
  statement spend_recovery_code_{db_, sql::spend_recovery_code};
  statement delete_recovery_codes_{db_, sql::delete_recovery_codes};
  statement set_alerts_{db_, sql::set_alerts};
  statement set_quiet_{db_, sql::set_quiet};
  statement put_draft_{db_, sql::put_draft};
  statement list_drafting_{db_, sql::list_drafting};
  statement delete_draft_{db_, sql::delete_draft};
  statement drop_drafts_of_user_{db_, sql::drop_drafts_of_user};
  statement insert_scheduled_{db_, sql::insert_scheduled};
  statement count_scheduled_{db_, sql::count_scheduled};
  statement delete_scheduled_{db_, sql::delete_scheduled};
  statement scheduled_by_client_{db_, sql::scheduled_by_client};
  statement fail_scheduled_{db_, sql::fail_scheduled};
  statement postpone_scheduled_{db_, sql::postpone_scheduled};
  statement postpone_expiry_{db_, sql::postpone_expiry};
  statement drop_scheduled_of_user_{db_, sql::drop_scheduled_of_user};
  statement drop_expiry_{db_, sql::drop_expiry};
  statement place_of_message_{db_, sql::place_of_message};
  statement insert_change_{db_, sql::insert_change};
  statement edit_message_{db_, sql::edit_message};
  statement delete_message_{db_, sql::delete_message};
  statement add_replies_{db_, sql::add_replies};
  statement delete_versions_{db_, sql::delete_versions};
  statement pin_message_{db_, sql::pin_message};
  statement count_pins_{db_, sql::count_pins};
  statement insert_reaction_{db_, sql::insert_reaction};
  statement delete_reaction_{db_, sql::delete_reaction};
  statement delete_reactions_{db_, sql::delete_reactions};
  statement has_emoji_{db_, sql::has_emoji};
  statement count_emojis_{db_, sql::count_emojis};
  statement insert_mention_{db_, sql::insert_mention};
  statement delete_mentions_{db_, sql::delete_mentions};
  statement find_mark_{db_, sql::find_mark};
  statement set_mark_{db_, sql::set_mark};
  statement upload_usage_{db_, sql::upload_usage};
  statement count_pending_{db_, sql::count_pending};
  statement add_upload_usage_{db_, sql::add_upload_usage};
  statement take_upload_usage_{db_, sql::take_upload_usage};
  statement insert_upload_{db_, sql::insert_upload};
  statement loosen_avatar_{db_, sql::loosen_avatar};
  statement set_avatar_{db_, sql::set_avatar};
  statement attach_upload_{db_, sql::attach_upload};
  statement insert_upload_message_{db_, sql::insert_upload_message};
  statement loosen_uploads_{db_, sql::loosen_uploads};
  statement detach_uploads_{db_, sql::detach_uploads};
  statement attachable_upload_{db_, sql::attachable_upload};
  statement uploads_of_message_{db_, sql::uploads_of_message};
  statement find_upload_{db_, sql::find_upload};
  statement delete_upload_{db_, sql::delete_upload};
  statement withdraw_upload_{db_, sql::withdraw_upload};
  statement is_reported_{db_, sql::is_reported};
  statement hold_for_report_{db_, sql::hold_for_report};
  statement uploads_of_report_{db_, sql::uploads_of_report};
  statement delete_upload_messages_{db_, sql::delete_upload_messages};
  statement loose_uploads_{db_, sql::loose_uploads};
  statement avatars_of_user_{db_, sql::avatars_of_user};
  statement use_avatar_{db_, sql::use_avatar};
  statement hold_upload_{db_, sql::hold_upload};
  statement unhold_upload_{db_, sql::unhold_upload};
  statement note_leftovers_{db_, sql::note_leftovers};
  statement first_leftovers_{db_, sql::first_leftovers};
  statement drop_leftovers_{db_, sql::drop_leftovers};
  statement messages_with_uploads_{db_, sql::messages_with_uploads};
  statement note_retention_change_{db_, sql::note_retention_change};
  statement next_retention_change_{db_, sql::next_retention_change};
  statement move_retention_change_{db_, sql::move_retention_change};
  statement drop_retention_change_{db_, sql::drop_retention_change};
  statement renew_expiries_{db_, sql::renew_expiries};
  statement note_unpurged_{db_, sql::note_unpurged};
  statement first_unpurged_{db_, sql::first_unpurged};
  statement drop_unpurged_{db_, sql::drop_unpurged};
  statement purge_reactions_{db_, sql::purge_reactions};
  statement purge_mentions_{db_, sql::purge_mentions};
  statement purge_room_changes_{db_, sql::purge_room_changes};
  statement purge_member_changes_{db_, sql::purge_member_changes};
  statement purge_drafts_{db_, sql::purge_drafts};
  statement purge_scheduled_{db_, sql::purge_scheduled};
  statement entries_to_purge_{db_, sql::entries_to_purge};
  statement purge_entries_{db_, sql::purge_entries};
  statement role_of_user_{db_, sql::role_of_user};
  statement has_other_admin_{db_, sql::has_other_admin};
  statement set_server_role_{db_, sql::set_server_role};
  statement lift_user_ban_{db_, sql::lift_user_ban};
  statement insert_act_{db_, sql::insert_act};
  statement forget_acts_{db_, sql::forget_acts};
  statement open_report_of_{db_, sql::open_report_of};
  statement count_reports_of_reporter_{db_, sql::count_reports_of_reporter};
  statement insert_report_{db_, sql::insert_report};
  statement find_report_{db_, sql::find_report};
  statement decide_report_{db_, sql::decide_report};
  statement forget_reports_{db_, sql::forget_reports};
  statement any_room_key_{db_, sql::any_room_key};
  statement put_call_{db_, sql::put_call};
  statement put_call_party_{db_, sql::put_call_party};
  statement settle_call_{db_, sql::settle_call};
};

}  // namespace parley::storage::sqlite

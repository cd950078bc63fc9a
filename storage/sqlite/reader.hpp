#pragma once

#include <chrono>

#include "storage/sqlite/message_reader.hpp"
#include "storage/sqlite/statement.hpp"
#include "storage/sqlite/statements.hpp"
#include "storage/store.hpp"

namespace parley::storage::sqlite {

/// A read-only connection. A query that runs longer than `age_limit` is
/// interrupted and answers `unavailable`: an old snapshot would keep the
/// write-ahead log from being rewound.
class sqlite_reader final : public reader {
 public:
  static constexpr std::chrono::milliseconds default_age_limit{5000};

  explicit sqlite_reader(
      connection db, std::chrono::milliseconds age_limit = default_age_limit);

  core::result<core::user> run(const find_user&) override;
  core::result<core::user> run(const find_user_by_login&) override;
  core::result<core::device> run(const find_device&) override;
  core::result<std::vector<revoked_device>> run(
      const list_revoked_devices&) override;
  core::result<std::vector<core::device>> run(const list_devices&) override;
  core::result<page<core::user>> run(const list_users&) override;
  core::result<std::vector<core::user_id>> run(const list_departures&) override;
  core::result<core::user> run(const find_account_token&) override;
  core::result<core::group> run(const find_group&) override;
  core::result<page<core::group>> run(const list_groups&) override;
  core::result<core::group_member> run(const find_group_member&) override;
  core::result<page<core::group_member>> run(
      const list_group_members&) override;
  core::result<std::vector<core::room>> run(const list_group_rooms&) override;
  core::result<page<room_overview>> run(const list_user_rooms&) override;
  core::result<std::vector<core::room_id>> run(const list_room_ids&) override;
  core::result<room_state> run(const load_room&) override;
  core::result<std::vector<core::log_entry>> run(const read_log&) override;
  core::result<std::vector<core::message>> run(const read_messages&) override;
  core::result<core::message> run(const find_message&) override;
  core::result<std::vector<core::message>> run(const list_replies&) override;
  core::result<std::vector<recent_post>> run(const list_recent_posts&) override;
  core::result<std::vector<core::message>> run(const list_pins&) override;
  core::result<std::vector<message_version>> run(const list_versions&) override;
  core::result<page<core::user_card>> run(const list_reactors&) override;
  core::result<unread_state> run(const find_unread&) override;
  core::result<page<core::message>> run(const search_messages&) override;
  core::result<group_standing> run(const find_group_standing&) override;
  core::result<std::vector<core::user_id>> run(
      const list_group_staff&) override;
  core::result<page<core::restriction>> run(const list_group_bans&) override;
  core::result<invitation> run(const find_invite&) override;
  core::result<std::vector<core::invite>> run(const list_invites&) override;
  core::result<std::vector<core::invite>> run(const list_invites_for&) override;
  core::result<page<core::join_request>> run(const list_requests&) override;
  core::result<core::join_request> run(const find_request&) override;
  core::result<std::vector<own_request>> run(const list_own_requests&) override;
  core::result<direct_consent> run(const find_direct_consent&) override;
  core::result<core::room_id> run(const find_direct&) override;
  core::result<bool> run(const find_room_block&) override;
  core::result<std::vector<core::user_card>> run(const list_blocks&) override;
  core::result<core::direct_policy> run(const find_direct_policy&) override;
  core::result<std::vector<presence_record>> run(const load_presence&) override;
  core::result<core::presence_audience> run(
      const find_presence_audience&) override;
  core::result<second_factor> run(const find_factor&) override;
  core::result<core::alert_settings> run(const find_alerts&) override;
  core::result<std::vector<quiet_user>> run(const list_quiet&) override;
  core::result<room_marks> run(const list_marks&) override;
  core::result<std::vector<member_position>> run(
      const list_positions&) override;
  core::result<std::vector<core::draft>> run(const list_drafts&) override;
  core::result<std::vector<core::scheduled_message>> run(
      const list_scheduled&) override;
  core::result<std::vector<due_message>> run(const list_due&) override;
  core::result<std::vector<expired_message>> run(const list_expired&) override;
  core::result<std::optional<core::timestamp>> run(
      const find_next_date&) override;

  core::result<core::upload> run(const find_upload&) override;
  core::result<upload_places> run(const find_upload_places&) override;
  core::result<page<core::upload>> run(const list_uploads&) override;
  core::result<upload_usage> run(const measure_uploads&) override;
  core::result<std::vector<core::upload_id>> run(
      const find_known_uploads&) override;
  core::result<page<recorded_act>> run(const list_acts&) override;
  core::result<core::report> run(const find_report&) override;
  core::result<page<core::report>> run(const list_reports&) override;
  core::result<core::restriction> run(const find_user_ban&) override;
  core::result<page<account>> run(const list_accounts&) override;
  core::result<page<core::group>> run(const list_all_groups&) override;
  core::result<group_size> run(const measure_group&) override;
  core::result<page<core::room>> run(const list_all_channels&) override;
  core::result<store_totals> run(const measure_store&) override;
  core::result<core::call> run(const find_call&) override;
  core::result<page<core::call>> run(const list_calls&) override;
  core::result<std::vector<core::call>> run(
      const list_unsettled_calls&) override;
  core::result<std::vector<core::call>> run(const list_ended_calls&) override;

  core::result<void> ping() override;

 private:
  using clock = std::chrono::steady_clock;
  struct stretch;
  struct place_keys;
  /// Where a log ends, or where it had come to at some seq.
  struct log_end {
    core::seq_t head = 0;
    std::int64_t messages = 0;
    core::seq_t last_message = 0;
  };

  static int check_age(void* self);
  /// Starts the clock of one operation.
  void start() { deadline_ = clock::now() + age_limit_; }

  core::result<std::int64_t> key_of(const core::user_id& id);
  core::result<std::int64_t> key_of(const core::group_id& id);
  core::result<std::int64_t> key_of(const core::room_id& id);
  core::result<place_keys> keys_of(const doorway& at);
  core::result<invitation> read_invitation(std::int64_t user,
                                           core::timestamp now, execution q);
  core::result<std::vector<core::user_card>> people_of(std::int64_t room);
  struct user_search;
  core::result<void> list_by_name(const user_search& what,
                                  page<core::user>& to);
  core::result<void> add_by_words(const user_search& what,
                                  page<core::user>& to);
  core::result<presence_record> read_presence(const presence_query& query);
  core::result<void> add_government(room_state& to, std::int64_t room);
  core::result<bool> is_blocked(std::int64_t room);
  /// What an entry says beyond its own columns.
  core::result<void> complete(core::log_entry& entry, std::int64_t room);
  core::result<page<core::group>> search_groups(const list_groups& op);
  core::result<std::int64_t> place_of(const core::message_id& id);
  execution find_acts(const list_acts& op, std::int64_t below);
  core::result<page<account>> accounts_by_key(const list_accounts& op);
  core::result<void> add_uploads(core::report& to);
  core::result<void> add_icons(upload_places& to, std::int64_t upload);
  core::result<std::uint64_t> count_pending(std::int64_t owner,
                                            core::upload_kind kind);
  core::result<room_state> load(const core::room_id& id);
  /// All of it sees the same, and the file is locked once, not once a
  /// statement.
  template <class Read>
  auto in_snapshot(Read read) -> decltype(read()) {
    if (auto q = begin_.run(); !q.finish()) return q.why();
    auto found = read();
    commit_.run().finish();
    return found;
  }
  core::result<log_end> end_of_log(std::int64_t room, core::seq_t upto);
  core::result<room_marks> marks_of(std::int64_t room);
  core::result<core::unread_count> count_unread(std::int64_t room,
                                                std::int64_t user,
                                                core::seq_t after,
                                                const log_end& end);
  core::result<void> complete(room_overview& of, std::int64_t room,
                              std::int64_t user, core::user_id asker);
  core::result<core::room_id> room_of(std::int64_t room);
  /// sql::call_columns, and the parties.
  core::result<core::call> whole_call(const execution& q);
  core::result<std::vector<core::call>> whole_calls(execution q);
  struct hit;
  struct finding;
  /// Keeps the newest of what is found.
  core::result<void> search_room(const core::room_id& room, finding& all);
  /// A full-text query; empty when it can find nothing.
  core::result<std::string> query_for(std::string_view question);
  /// Words of the index that begin so, the shortest ones.
  core::result<std::vector<std::string>> words_beginning(
      const std::string& beginning, std::size_t most, std::size_t lookups);
  /// Where a room's entries begin that are not older than `at`.
  core::result<std::int64_t> position_since(std::int64_t room,
                                            core::timestamp at);
  core::result<std::vector<core::message>> read_all(execution& q,
                                                    const core::room_id& room,
                                                    core::user_id asker);
  core::result<void> take(statement& from, const stretch& part,
                          std::vector<core::message>& out);

  connection db_;
  std::chrono::milliseconds age_limit_;
  clock::time_point deadline_{};

  statement begin_{db_, sql::begin_read};
  statement commit_{db_, sql::commit};
  statement data_version_{db_, sql::data_version};
  statement user_key_{db_, sql::user_key};
  statement group_key_{db_, sql::group_key};
  statement room_key_{db_, sql::room_key};
  statement find_user_{db_, sql::find_user};
  statement find_user_by_login_{db_, sql::find_user_by_login};
  statement find_device_{db_, sql::find_device};
  statement list_devices_{db_, sql::list_devices};
  statement list_revoked_devices_{db_, sql::list_revoked_devices};
  statement list_users_{db_, sql::list_users};
  statement find_users_{db_, sql::find_users};
  statement list_departures_{db_, sql::list_departures};
  statement find_account_token_{db_, sql::find_account_token};
  statement find_group_{db_, sql::find_group};
  statement list_groups_{db_, sql::list_groups};
  statement find_group_member_{db_, sql::find_group_member};
  statement list_group_members_{db_, sql::list_group_members};
  statement find_room_{db_, sql::find_room};
  statement list_room_members_{db_, sql::list_room_members};
  statement list_leavers_{db_, sql::list_leavers};
  statement list_group_rooms_{db_, sql::list_group_rooms};
  statement list_user_rooms_{db_, sql::list_user_rooms};
  statement list_room_ids_{db_, sql::list_room_ids};
  statement head_{db_, sql::head};
  statement read_log_{db_, sql::read_log};
  statement messages_below_{db_, sql::messages_below};
  statement messages_above_{db_, sql::messages_above};
  statement find_message_{db_, sql::find_message};
  statement search_messages_{db_, sql::search_messages};
  statement next_term_{db_, sql::next_term};
  statement entry_from_{db_, sql::entry_from};
  statement list_own_groups_{db_, sql::list_own_groups};
  statement find_groups_{db_, sql::find_groups};
  statement find_group_standing_{db_, sql::find_group_standing};
  statement list_group_staff_{db_, sql::list_group_staff};
  statement list_restrictions_{db_, sql::list_restrictions};
  statement find_restriction_{db_, sql::find_restriction};
  statement find_room_change_{db_, sql::find_room_change};
  statement find_member_change_{db_, sql::find_member_change};
  statement find_invite_by_hash_{db_, sql::find_invite_by_hash};
  statement find_invite_by_id_{db_, sql::find_invite_by_id};
  statement count_behind_door_{db_, sql::count_behind_door};
  statement list_invites_{db_, sql::list_invites};
  statement list_invites_for_{db_, sql::list_invites_for};
  statement list_requests_{db_, sql::list_requests};
  statement find_request_{db_, sql::find_request};
  statement list_own_requests_{db_, sql::list_own_requests};
  statement direct_room_by_key_{db_, sql::direct_room_by_key};
  statement find_direct_consent_{db_, sql::find_direct_consent};
  statement find_room_block_{db_, sql::find_room_block};
  statement list_blocks_{db_, sql::list_blocks};
  statement find_direct_policy_{db_, sql::find_direct_policy};
  statement find_presence_{db_, sql::find_presence};
  statement blocked_by_{db_, sql::blocked_by};
  statement share_room_{db_, sql::share_room};
  statement find_presence_audience_{db_, sql::find_presence_audience};
  statement find_factor_{db_, sql::find_factor};
  statement find_alerts_{db_, sql::find_alerts};
  statement list_quiet_{db_, sql::list_quiet};
  statement list_marks_{db_, sql::list_marks};
  statement list_drafts_{db_, sql::list_drafts};
  statement list_scheduled_{db_, sql::list_scheduled};
  statement list_due_{db_, sql::list_due};
  statement list_expired_{db_, sql::list_expired};
  statement next_date_{db_, sql::next_date};
  statement place_of_message_{db_, sql::place_of_message};
  statement room_id_{db_, sql::room_id};
  statement list_replies_{db_, sql::list_replies};
  statement recent_entries_{db_, sql::recent_entries};
  statement list_pins_{db_, sql::list_pins};
  statement list_versions_{db_, sql::list_versions};
  statement list_reactors_{db_, sql::list_reactors};
  statement find_mark_{db_, sql::find_mark};
  statement count_mentions_{db_, sql::count_mentions};
  message_reader messages_{db_};
  statement find_upload_{db_, sql::find_upload};
  statement find_any_upload_{db_, sql::find_any_upload};
  statement is_reported_{db_, sql::is_reported};
  statement uploads_of_report_{db_, sql::uploads_of_report};
  statement rooms_of_upload_{db_, sql::rooms_of_upload};
  statement icons_of_upload_{db_, sql::icons_of_upload};
  statement list_uploads_{db_, sql::list_uploads};
  statement upload_usage_{db_, sql::upload_usage};
  statement count_pending_{db_, sql::count_pending};
  statement upload_exists_{db_, sql::upload_exists};
  statement list_acts_{db_, sql::list_acts};
  statement list_acts_of_actor_{db_, sql::list_acts_of_actor};
  statement list_acts_of_name_{db_, sql::list_acts_of_name};
  statement list_acts_of_target_{db_, sql::list_acts_of_target};
  statement list_acts_of_group_{db_, sql::list_acts_of_group};
  statement find_report_{db_, sql::find_report};
  statement list_open_reports_{db_, sql::list_open_reports};
  statement list_decided_reports_{db_, sql::list_decided_reports};
  statement find_user_ban_{db_, sql::find_user_ban};
  statement list_accounts_{db_, sql::list_accounts};
  statement list_accounts_of_role_{db_, sql::list_accounts_of_role};
  statement list_banned_accounts_{db_, sql::list_banned_accounts};
  statement list_all_groups_{db_, sql::list_all_groups};
  statement list_all_channels_{db_, sql::list_all_channels};
  statement measure_group_{db_, sql::measure_group};
  statement count_users_{db_, sql::count_users};
  statement count_banned_users_{db_, sql::count_banned_users};
  statement count_groups_{db_, sql::count_groups};
  statement count_rooms_{db_, sql::count_rooms};
  statement count_uploads_{db_, sql::count_uploads};
  statement count_open_reports_{db_, sql::count_open_reports};
  statement find_call_{db_, sql::find_call};
  statement call_key_{db_, sql::call_key};
  statement list_calls_{db_, sql::list_calls};
  statement list_unsettled_calls_{db_, sql::list_unsettled_calls};
  statement list_ended_calls_{db_, sql::list_ended_calls};
  statement call_parties_{db_, sql::call_parties};
};

}  // namespace parley::storage::sqlite

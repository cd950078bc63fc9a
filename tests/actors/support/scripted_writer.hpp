#pragma once

#include <string>
#include <vector>

#include "storage/store.hpp"

namespace parley::actors::testing {

/// A storage engine that does nothing but what a test tells it, and keeps a
/// diary of what it was asked: "begin", "op", "commit", "rollback", "maintain".
class scripted_writer final : public storage::writer {
 public:
  std::vector<std::string> diary;
  core::result<void> on_begin;
  core::result<void> on_commit;
  /// Number of the operation (from 1, over all) that fails, with conflict.
  std::size_t failing_operation = 0;
  int maintenance_left = 0;

  std::size_t operations() const { return operations_; }

  core::result<void> begin() override {
    diary.push_back("begin");
    return on_begin;
  }
  core::result<void> commit() override {
    diary.push_back("commit");
    return on_commit;
  }
  void rollback() noexcept override { diary.push_back("rollback"); }

  using core_user = core::result<core::user>;
  using devices = core::result<std::vector<core::device_id>>;
  using nothing = core::result<storage::done>;
  using entry = core::result<storage::appended>;

  core_user apply(const storage::create_user& op) override {
    return perform(op.value);
  }
  devices apply(const storage::create_device&) override {
    return perform(std::vector<core::device_id>{});
  }
  nothing apply(const storage::rotate_device&) override { return perform(); }
  nothing apply(const storage::revoke_device&) override { return perform(); }
  core::result<std::uint64_t> apply(const storage::forget_devices&) override {
    return perform<std::uint64_t>();
  }
  core::result<std::chrono::seconds> apply(
      const storage::note_token_lifetime& op) override {
    return perform(op.lifetime);
  }
  nothing apply(const storage::touch_users&) override { return perform(); }
  nothing apply(const storage::set_presence&) override { return perform(); }
  nothing apply(const storage::set_presence_audience&) override {
    return perform();
  }
  core_user apply(const storage::update_user&) override {
    return perform(core::user{});
  }
  devices apply(const storage::change_password&) override {
    return perform(std::vector<core::device_id>{});
  }
  devices apply(const storage::revoke_devices&) override {
    return perform(std::vector<core::device_id>{});
  }
  devices apply(const storage::delete_user&) override {
    return perform(std::vector<core::device_id>{});
  }
  nothing apply(const storage::finish_departure&) override { return perform(); }
  nothing apply(const storage::issue_account_token&) override {
    return perform();
  }
  core::result<storage::password_reset> apply(
      const storage::reset_password&) override {
    return perform(storage::password_reset{});
  }
  core_user apply(const storage::verify_email&) override {
    return perform(core::user{});
  }
  core::result<core::group> apply(const storage::create_group& op) override {
    return perform(op.value);
  }
  nothing apply(const storage::add_group_member&) override { return perform(); }
  core::result<std::vector<core::room_id>> apply(
      const storage::remove_group_member&) override {
    return perform<std::vector<core::room_id>>();
  }
  core::result<core::room> apply(const storage::create_room& op) override {
    return perform(op.value);
  }
  entry apply(const storage::append_message&) override { return append(); }
  entry apply(const storage::append_joined&) override { return append(); }
  entry apply(const storage::append_left&) override { return append(); }
  core::result<core::group> apply(const storage::update_group&) override {
    return perform<core::group>();
  }
  core::result<storage::ended_group> apply(
      const storage::delete_group&) override {
    return perform<storage::ended_group>();
  }
  nothing apply(const storage::set_group_role&) override { return perform(); }
  nothing apply(const storage::transfer_group&) override { return perform(); }
  core::result<std::vector<core::room_id>> apply(
      const storage::ban_from_group&) override {
    return perform<std::vector<core::room_id>>();
  }
  nothing apply(const storage::lift_group_ban&) override { return perform(); }
  entry apply(const storage::append_profile&) override { return append(); }
  entry apply(const storage::append_standing&) override { return append(); }
  nothing apply(const storage::delete_room&) override { return perform(); }
  core::result<core::invite> apply(const storage::create_invite&) override {
    return perform<core::invite>();
  }
  nothing apply(const storage::revoke_invite&) override { return perform(); }
  core::result<core::invite> apply(const storage::redeem_invite&) override {
    return perform<core::invite>();
  }
  nothing apply(const storage::put_request&) override { return perform(); }
  nothing apply(const storage::take_request&) override { return perform(); }
  nothing apply(const storage::withdraw_request&) override { return perform(); }
  core::result<storage::opened_direct> apply(
      const storage::open_direct&) override {
    return perform<storage::opened_direct>();
  }
  core::result<std::optional<core::room_id>> apply(
      const storage::set_block&) override {
    return perform<std::optional<core::room_id>>();
  }
  nothing apply(const storage::set_direct_policy&) override {
    return perform();
  }
  entry apply(const storage::append_change&) override { return append(); }
  core::result<core::read_mark> apply(
      const storage::set_read_mark& op) override {
    return perform(op.mark);
  }
  nothing apply(const storage::propose_factor&) override { return perform(); }
  nothing apply(const storage::enable_factor&) override { return perform(); }
  nothing apply(const storage::use_factor_step&) override { return perform(); }
  nothing apply(const storage::use_recovery_code&) override {
    return perform();
  }
  nothing apply(const storage::replace_recovery_codes&) override {
    return perform();
  }
  nothing apply(const storage::remove_factor&) override { return perform(); }
  nothing apply(const storage::set_alerts&) override { return perform(); }
  nothing apply(const storage::set_quiet&) override { return perform(); }
  nothing apply(const storage::set_draft&) override { return perform(); }
  core::result<core::scheduled_message> apply(
      const storage::schedule_message& op) override {
    return perform(op.value);
  }
  nothing apply(const storage::drop_scheduled&) override { return perform(); }
  nothing apply(const storage::fail_scheduled&) override { return perform(); }
  nothing apply(const storage::postpone_scheduled&) override {
    return perform();
  }
  nothing apply(const storage::postpone_expiry&) override { return perform(); }
  nothing apply(const storage::drop_expiry&) override { return perform(); }
  core::result<bool> apply(const storage::renew_expiries&) override {
    return perform<bool>();
  }
  core::result<bool> apply(const storage::purge_rooms&) override {
    return perform<bool>();
  }
  nothing apply(const storage::create_upload&) override { return perform(); }
  core::result<storage::deleted_upload> apply(
      const storage::delete_upload&) override {
    return perform<storage::deleted_upload>();
  }
  core::result<std::vector<core::upload_id>> apply(
      const storage::collect_loose_uploads&) override {
    return perform<std::vector<core::upload_id>>();
  }
  core::result<bool> apply(const storage::release_uploads&) override {
    return perform<bool>();
  }
  nothing apply(const storage::record_act&) override { return perform(); }
  core::result<std::uint64_t> apply(const storage::forget_acts&) override {
    return perform<std::uint64_t>();
  }
  devices apply(const storage::set_server_role&) override {
    return perform<std::vector<core::device_id>>();
  }
  devices apply(const storage::ban_user&) override {
    return perform<std::vector<core::device_id>>();
  }
  nothing apply(const storage::lift_user_ban&) override { return perform(); }
  core::result<storage::filed_report> apply(
      const storage::file_report&) override {
    return perform<storage::filed_report>();
  }
  core::result<core::report> apply(const storage::decide_report&) override {
    return perform<core::report>();
  }
  nothing apply(const storage::save_call&) override { return perform(); }
  nothing apply(const storage::settle_call&) override { return perform(); }

  bool maintain() override {
    diary.push_back("maintain");
    return maintenance_left > 0 && --maintenance_left > 0;
  }

 private:
  template <class T = storage::done>
  core::result<T> perform(T value = {}) {
    diary.push_back("op");
    if (++operations_ == failing_operation) return core::errc::conflict;
    return value;
  }
  entry append() {
    storage::appended made;
    made.seq = operations_ + 1;
    return perform(made);
  }

  std::size_t operations_ = 0;
};

}  // namespace parley::actors::testing

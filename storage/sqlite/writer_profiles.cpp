// The writer's operations on profiles, passwords and the end of accounts.

#include <utility>

#include "storage/name_key.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

core::result<std::optional<std::string>> key_if_given(
    const std::optional<std::string>& name) {
  if (!name) return std::optional<std::string>{};
  auto key = name_key(*name);
  if (!key) return key.error();
  return std::optional<std::string>{std::move(*key)};
}

}  // namespace

failure sqlite_writer::outdated(const core::user_id& id) {
  auto q = user_is_live_.run(id);
  if (q.next())
    return failure{errc::conflict, "the account was changed meanwhile"};
  if (q.failed()) return doom(q);
  return failure{errc::not_found, "no such user"};
}

core::result<core::user> sqlite_writer::apply(const update_user& op) {
  if (auto why = refusal()) return *why;
  auto name = key_if_given(op.username);
  if (!name) return name.error();
  auto email = key_if_given(op.email);
  if (!email) return email.error();
  const std::string no_email;
  auto q =
      update_user_.run(op.id, op.username, *name, op.display_name, op.email,
                       or_null{*email ? **email : no_email}, op.avatar);
  if (!q.next()) {
    if (q.failed()) return name_failure(failed(q));
    return failure{errc::not_found, "no such user"};
  }
  auto changed = read_user(row{q});
  if (!q.finish()) return doom(q);
  if (!op.avatar) return changed;
  if (auto ok = change_avatar(op.id, *op.avatar); !ok) return ok.error();
  return changed;
}

core::result<std::vector<core::device_id>> sqlite_writer::apply(
    const change_password& op) {
  if (auto why = refusal()) return *why;
  std::int64_t owner = 0;
  {
    auto q = change_password_.run(op.id, op.old_hash, op.new_hash);
    const bool changed = q.next();
    if (changed) owner = q.integer(0);
    if (!q.finish()) return failed(q);
    if (!changed) return outdated(op.id);
  }
  if (!op.end_devices) return std::vector<core::device_id>{};
  {
    auto q = drop_account_token_.run(owner, token_purpose::reset_password);
    if (!q.finish()) return doom(q);
  }
  return end_devices(owner, op.keep);
}

core::result<std::vector<core::device_id>> sqlite_writer::apply(
    const revoke_devices& op) {
  if (auto why = refusal()) return *why;
  auto owner = key_of(op.owner);
  if (!owner) return owner.error();
  return end_devices(*owner, op.except);
}

core::result<std::vector<core::device_id>> sqlite_writer::end_devices(
    std::int64_t owner, const core::device_id& except) {
  std::vector<core::device_id> ended;
  auto q = revoke_devices_.run(owner, except, core::now());
  while (q.next()) ended.push_back(row{q}.id<core::device_id>());
  if (q.failed()) return doom(q);
  return ended;
}

core::result<std::vector<core::device_id>> sqlite_writer::apply(
    const delete_user& op) {
  if (auto why = refusal()) return *why;
  auto found = find_live(op.id);
  if (!found) return found.error();
  if (auto may = spare(*found); !may) return may.error();
  const auto user = found->key;
  {
    auto q = bury_user_.run(op.id, op.old_hash, op.at);
    const bool buried = q.next();
    if (!q.finish()) return failed(q);
    if (!buried) return outdated(op.id);
  }
  if (auto q = drop_account_tokens_.run(user); !q.finish()) return doom(q);
  if (auto left = leave_all_groups(user); !left) return left.error();
  if (auto ok = drop_wishes(user); !ok) return ok.error();
  if (auto ok = forget_avatars(user); !ok) return ok.error();
  if (auto q = lift_user_ban_.run(op.id); !q.finish()) return doom(q);
  {
    auto q = insert_departure_.run(user);
    if (!q.finish()) return doom(q);
  }
  return end_devices(user, {});
}

core::result<void> sqlite_writer::leave_all_groups(std::int64_t user) {
  std::vector<std::int64_t> owned;
  {
    auto q = owned_groups_.run(user);
    while (q.next()) owned.push_back(q.integer(0));
    if (q.failed()) return doom(q);
  }
  for (auto group : owned) {
    auto q = pass_group_on_.run(group, user);
    if (!q.finish()) return doom(q);
  }
  auto q = leave_groups_.run(user);
  if (!q.finish()) return doom(q);
  return {};
}

core::result<void> sqlite_writer::drop_wishes(std::int64_t user) {
  for (auto* drop :
       {&drop_requests_of_user_, &drop_invites_for_user_, &drop_blocks_of_user_,
        &drop_direct_policy_, &drop_presence_of_user_, &drop_drafts_of_user_,
        &drop_scheduled_of_user_, &delete_factor_, &delete_recovery_codes_}) {
    auto q = drop->run(user);
    if (!q.finish()) return doom(q);
  }
  return {};
}

core::result<done> sqlite_writer::apply(const finish_departure& op) {
  if (auto why = refusal()) return *why;
  auto q = delete_departure_.run(op.id);
  if (!q.finish()) return failed(q);
  return done{};
}

}  // namespace parley::storage::sqlite

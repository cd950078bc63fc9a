// The writer's operations on users and devices.

#include <algorithm>
#include <utility>

#include "storage/name_key.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

failure sqlite_writer::name_failure(const failure& why) const {
  if (why.code != errc::conflict) return why;
  const std::string_view message = sqlite3_errmsg(db_.handle());
  if (message.find("username_key") != message.npos)
    return {errc::name_taken, "this user name is taken"};
  if (message.find("email_key") != message.npos)
    return {errc::name_taken, "this e-mail address is in use"};
  return why;
}

core::result<core::user> sqlite_writer::apply(const create_user& op) {
  if (auto why = refusal()) return *why;
  const auto& u = op.value;
  auto name = name_key(u.username);
  if (!name) return name.error();
  auto email = name_key(u.email);
  if (!email) return email.error();
  auto q = insert_user_.run(u.id, u.username, *name, u.display_name, u.email,
                            or_null{*email}, u.avatar, u.role, u.password_hash,
                            u.created_at, u.last_seen);
  if (!q.finish()) return name_failure(failed(q));
  keys_.keep(u.id, new_key());
  return u;
}

core::result<std::vector<core::device_id>> sqlite_writer::apply(
    const create_device& op) {
  if (auto why = refusal()) return *why;
  const auto& d = op.value;
  auto owner = key_of(d.owner);
  if (!owner) return owner.error();
  auto banned = is_banned(*owner, core::now());
  if (!banned) return banned.error();
  if (*banned) return failure{errc::account_banned};
  std::optional<core::timestamp> revoked_at;
  if (d.revoked) revoked_at = core::now();
  {
    auto q = insert_device_.run(d.id, d.owner, d.name, as_bytes{d.nonce},
                                d.generation, as_bytes{d.refresh_hash},
                                d.created_at, d.rotated_at, revoked_at,
                                op.if_password_hash, op.if_role);
    if (!q.finish()) return failed(q);
    if (changed_rows() == 0) return outdated(d.owner);
  }
  std::vector<core::device_id> ended;
  auto q = end_oldest_devices_.run(*owner, core::now(), max_devices);
  while (q.next()) ended.push_back(row{q}.id<core::device_id>());
  if (q.failed()) return doom(q);
  return ended;
}

core::result<done> sqlite_writer::apply(const rotate_device& op) {
  if (auto why = refusal()) return *why;
  {
    auto q =
        rotate_device_.run(op.id, op.generation, as_bytes{op.next_hash}, op.at);
    if (!q.finish()) return failed(q);
    if (changed_rows() != 0) return done{};
  }
  auto q = device_exists_.run(op.id);
  if (q.next())
    return failure{errc::conflict, "this token was used before or revoked"};
  if (q.failed()) return doom(q);
  return failure{errc::not_found, "no such device"};
}

core::result<done> sqlite_writer::apply(const revoke_device& op) {
  if (auto why = refusal()) return *why;
  auto q = revoke_device_.run(op.id, core::now());
  if (!q.finish()) return failed(q);
  if (changed_rows() == 0) return failure{errc::not_found, "no such device"};
  return done{};
}

core::result<std::uint64_t> sqlite_writer::apply(const forget_devices& op) {
  if (auto why = refusal()) return *why;
  {
    auto q = forget_unused_devices_.run(op.unused_since, op.limit);
    if (!q.finish()) return failed(q);
  }
  const auto unused = changed_rows();
  auto q = forget_ended_devices_.run(op.ended_before, op.limit);
  if (!q.finish()) return doom(q);
  return static_cast<std::uint64_t>(std::max(unused, changed_rows()));
}

// What was issued until now by a longer lifetime ends that long after now.
core::result<std::chrono::seconds> sqlite_writer::apply(
    const note_token_lifetime& op) {
  if (auto why = refusal()) return *why;
  std::chrono::seconds former{0};
  std::chrono::seconds longest{0};
  core::timestamp until{};
  {
    auto q = token_lifetime_.run();
    if (q.next()) {
      row from{q};
      former = std::chrono::seconds{from.integer()};
      longest = std::chrono::seconds{from.integer()};
      until = from.time();
    }
    if (q.failed()) return doom(q);
  }
  if (until <= op.at) longest = std::chrono::seconds{0};
  if (former > op.lifetime) {
    longest = std::max(longest, former);
    until = std::max(until, op.at + former);
  }
  auto q = set_token_lifetime_.run(op.lifetime.count(), longest.count(), until);
  if (!q.finish()) return failed(q);
  return std::max(longest, op.lifetime);
}

}  // namespace parley::storage::sqlite

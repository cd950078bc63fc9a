// The writer's operations on tokens that are sent by mail.

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<done> sqlite_writer::apply(const issue_account_token& op) {
  if (auto why = refusal()) return *why;
  {
    auto q =
        issue_account_token_.run(op.owner, op.purpose, as_bytes{op.hash},
                                 op.email, op.at, op.expires_at, op.not_since);
    if (!q.finish()) return failed(q);
    if (changed_rows() != 0) return done{};
  }
  auto q = has_email_.run(op.owner, op.email);
  if (q.next()) return failure{errc::conflict, "a mail was sent just now"};
  if (q.failed()) return doom(q);
  return failure{errc::not_found, "no such user"};
}

core::result<std::int64_t> sqlite_writer::spend(const std::string& hash,
                                                token_purpose purpose,
                                                core::timestamp at) {
  std::int64_t owner = 0;
  auto q = spend_account_token_.run(as_bytes{hash}, purpose, at);
  const bool spent = q.next();
  if (spent) owner = q.integer(0);
  if (!q.finish()) return failed(q);
  if (!spent) return failure{errc::not_found, "no such token"};
  return owner;
}

core::result<password_reset> sqlite_writer::apply(const reset_password& op) {
  if (auto why = refusal()) return *why;
  auto owner = spend(op.token_hash, token_purpose::reset_password, op.at);
  if (!owner) return owner.error();
  password_reset made;
  {
    auto q = set_password_.run(*owner, op.new_hash);
    if (!q.next()) return doom(q);
    made.user = row{q}.id<core::user_id>();
    if (!q.finish()) return doom(q);
  }
  auto ended = end_devices(*owner, {});
  if (!ended) return ended.error();
  made.ended = std::move(*ended);
  return made;
}

core::result<core::user> sqlite_writer::apply(const verify_email& op) {
  if (auto why = refusal()) return *why;
  auto owner = spend(op.token_hash, token_purpose::verify_email, op.at);
  if (!owner) return owner.error();
  auto q = set_email_verified_.run(*owner);
  if (!q.next()) return doom(q);
  auto user = read_user(row{q});
  if (!q.finish()) return doom(q);
  return user;
}

}  // namespace parley::storage::sqlite

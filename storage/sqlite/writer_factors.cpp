// The writer's operations on second factors.

#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<done> sqlite_writer::apply(const propose_factor& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto kept = expect_row(propose_factor_.run(*user, as_bytes{op.secret}), "");
  if (!kept && kept.error().code == errc::not_found)
    return failure{errc::conflict, "a second factor is on already"};
  return kept;
}

core::result<done> sqlite_writer::apply(const enable_factor& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto on = expect_row(enable_factor_.run(*user, op.step),
                       "no second factor waits to be confirmed");
  if (!on) return on;
  return keep_recovery_codes(*user, op.recovery_hashes);
}

core::result<done> sqlite_writer::apply(const use_factor_step& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto used = expect_row(use_factor_step_.run(*user, op.step), "");
  if (!used && used.error().code == errc::not_found)
    return failure{errc::conflict, "this code was used"};
  return used;
}

core::result<done> sqlite_writer::apply(const use_recovery_code& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  return expect_row(spend_recovery_code_.run(*user, as_bytes{op.hash}),
                    "no such code");
}

core::result<done> sqlite_writer::apply(const replace_recovery_codes& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  bool there = false;
  {
    auto q = find_factor_.run(*user);
    there = q.next() && q.integer(1) != 0;
    if (q.failed()) return failed(q);
  }
  if (!there) return failure{errc::not_found, "there is no second factor"};
  return keep_recovery_codes(*user, op.hashes);
}

core::result<done> sqlite_writer::keep_recovery_codes(
    std::int64_t user, const std::vector<std::string>& hashes) {
  if (auto q = delete_recovery_codes_.run(user); !q.finish()) return doom(q);
  for (const auto& hash : hashes) {
    auto q = insert_recovery_code_.run(user, as_bytes{hash});
    if (!q.finish()) return doom(q);
  }
  return done{};
}

core::result<done> sqlite_writer::apply(const remove_factor& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  if (auto q = delete_factor_.run(*user); !q.finish()) return failed(q);
  if (auto q = delete_recovery_codes_.run(*user); !q.finish()) return doom(q);
  return done{};
}

}  // namespace parley::storage::sqlite

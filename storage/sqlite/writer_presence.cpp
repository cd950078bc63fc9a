// The writer's operations on what users have chosen to be.

#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

core::result<done> sqlite_writer::apply(const set_presence& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  const auto& choice = op.choice;
  auto q = set_presence_.run(*user, choice.status, choice.text, choice.until);
  if (!q.finish()) return failed(q);
  return done{};
}

core::result<done> sqlite_writer::apply(const set_presence_audience& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto q = set_presence_audience_.run(*user, op.audience);
  if (!q.finish()) return failed(q);
  return done{};
}

core::result<done> sqlite_writer::apply(const touch_users& op) {
  if (auto why = refusal()) return *why;
  for (const auto& each : op.users) {
    auto q = touch_user_.run(each.user, each.at);
    if (!q.finish()) return doom(q);
  }
  return done{};
}

}  // namespace parley::storage::sqlite

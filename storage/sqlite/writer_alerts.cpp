// The writer's operations on what users want to be alerted to.

#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

core::result<done> sqlite_writer::expect_row(execution q, const char* missing) {
  const bool found = q.next();
  if (!q.finish()) return failed(q);
  if (!found) return core::failure{core::errc::not_found, missing};
  return done{};
}

core::result<done> sqlite_writer::apply(const set_alerts& op) {
  if (auto why = refusal()) return *why;
  auto room = slot_of(op.room);
  if (!room) return room.error();
  auto user = key_of(op.user);
  if (!user) return user.error();
  const auto& to = op.alerts;
  return expect_row(
      set_alerts_.run((*room)->key, *user, to.level, to.muted_until),
      "not a member");
}

core::result<done> sqlite_writer::apply(const set_quiet& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  return expect_row(set_quiet_.run(*user, op.until), "no such user");
}

}  // namespace parley::storage::sqlite

// The reader's queries about messages that are not in a log yet, or leave it.

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

core::result<std::vector<core::draft>> sqlite_reader::run(
    const list_drafts& op) {
  start();
  auto user = key_of(op.user);
  if (!user) return user.error();
  std::vector<core::draft> found;
  auto q = list_drafts_.run(*user);
  while (q.next()) {
    row from{q};
    auto& draft = found.emplace_back();
    draft.room = from.id<core::room_id>();
    draft.content = from.text();
    draft.reply_to = from.id<core::message_id>();
    draft.at = from.time();
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<std::vector<core::scheduled_message>> sqlite_reader::run(
    const list_scheduled& op) {
  start();
  auto sender = key_of(op.sender);
  if (!sender) return sender.error();
  std::vector<core::scheduled_message> found;
  auto q = list_scheduled_.run(*sender);
  while (q.next()) found.push_back(read_scheduled(row{q}));
  if (q.failed()) return q.why();
  return found;
}

core::result<std::vector<due_message>> sqlite_reader::run(const list_due& op) {
  start();
  std::vector<due_message> found;
  auto q = list_due_.run(op.now, op.limit);
  while (q.next()) {
    row sender{q, sql::scheduled_column_count};
    found.push_back({read_scheduled(row{q}), sender.one_of<core::server_role>(),
                     sender.integer() != 0});
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<std::vector<expired_message>> sqlite_reader::run(
    const list_expired& op) {
  start();
  std::vector<expired_message> found;
  auto q = list_expired_.run(op.now, op.limit);
  while (q.next())
    found.push_back({core::room_id{q.uuid(0)}, core::message_id{q.uuid(1)}});
  if (q.failed()) return q.why();
  return found;
}

core::result<std::optional<core::timestamp>> sqlite_reader::run(
    const find_next_date&) {
  start();
  auto q = next_date_.run();
  if (!q.next()) return q.why();
  return row{q}.time_or_none();
}

}  // namespace parley::storage::sqlite

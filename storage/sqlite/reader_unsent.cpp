// The reader's queries about messages that are not in a log yet, or leave it.

#include <cstring>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

namespace {

core::scheduled_message read_scheduled(row&& from) {
  core::scheduled_message s;
  auto& m = s.value;
  m.id = from.id<core::message_id>();
  m.room = from.id<core::room_id>();
  m.sender = read_card(from);
  s.due = from.time();
  s.failure = from.text();
  m.created_at = from.time();
  m.type = from.one_of<core::message_type>();
  m.reply_to = from.id<core::message_id>();
  m.content = from.text();
  m.attachments = from.text();
  m.metadata = from.text();
  constexpr auto size = sizeof(core::uuid);
  for (auto ids = from.view(); ids.size() >= size; ids.remove_prefix(size)) {
    auto& upload = m.uploads.emplace_back();
    std::memcpy(upload.value.data(), ids.data(), size);
  }
  return s;
}

core::result<std::vector<core::scheduled_message>> all_scheduled(execution q) {
  std::vector<core::scheduled_message> found;
  while (q.next()) found.push_back(read_scheduled(row{q}));
  if (q.failed()) return q.why();
  return found;
}

}  // namespace

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
  return all_scheduled(list_scheduled_.run(*sender));
}

core::result<std::vector<core::scheduled_message>> sqlite_reader::run(
    const list_due& op) {
  start();
  return all_scheduled(list_due_.run(op.now, op.limit));
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

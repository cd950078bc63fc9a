// The writer's operations on messages that are not in a log yet, or leave it.

#include <algorithm>

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<done> sqlite_writer::apply(const set_draft& op) {
  if (auto why = refusal()) return *why;
  auto user = key_of(op.user);
  if (!user) return user.error();
  auto room = slot_of(op.value.room);
  if (!room) return room.error();
  const auto& draft = op.value;
  if (draft.content.empty()) {
    auto q = delete_draft_.run(*user, (*room)->key);
    if (!q.finish()) return failed(q);
    return done{};
  }
  auto stored = expect_row(put_draft_.run(*user, (*room)->key, draft.content,
                                          draft.reply_to, draft.at),
                           "not a member");
  if (!stored) return stored;
  auto& others = (*room)->drafting;
  const auto at = std::ranges::lower_bound(others, *user);
  if (at == others.end() || *at != *user) others.insert(at, *user);
  return stored;
}

core::result<void> sqlite_writer::read_drafting(room_slot& of) {
  auto q = list_drafting_.run(of.key);
  while (q.next()) of.drafting.push_back(q.integer(0));
  if (q.failed()) return doom(q);
  return {};
}

/// Comes after the message is stored, so that a failure dooms the batch.
core::result<bool> sqlite_writer::end_draft(room_slot& room,
                                            std::int64_t member) {
  const auto at = std::ranges::lower_bound(room.drafting, member);
  if (at == room.drafting.end() || *at != member) return false;
  room.drafting.erase(at);
  auto q = delete_draft_.run(member, room.key);
  if (!q.finish()) return doom(q);
  return changed_rows() > 0;
}

core::result<core::scheduled_message> sqlite_writer::apply(
    const schedule_message& op) {
  if (auto why = refusal()) return *why;
  const auto& m = op.value.value;
  auto sender = key_of(m.sender.id);
  if (!sender) return sender.error();
  auto room = slot_of(m.room);
  if (!room) return room.error();
  auto first = waits_already(m, *sender);
  if (!first) return first.error();
  const bool failed_before = *first && !(*first)->failure.empty();
  if (*first && !failed_before) return **first;
  {
    auto q = count_scheduled_.run(*sender);
    if (!q.next()) return doom(q);
    const auto others = q.integer(0) - (failed_before ? 1 : 0);
    if (others >= schedule_message::most_scheduled)
      return failure{errc::conflict, "too many messages wait to be sent"};
  }
  auto named = attachable(m.uploads, *sender);
  if (!named) return named.error();
  std::string uploads;
  for (const auto& id : m.uploads)
    uploads.append(id.value.begin(), id.value.end());
  // Nothing refuses it any more: the one that failed makes way.
  if (failed_before)
    if (auto q = delete_scheduled_.run((*first)->value.id, *sender);
        !q.finish())
      return doom(q);
  {
    auto q = insert_scheduled_.run(
        m.id, *sender, (*room)->key, op.value.due, m.created_at, m.type,
        m.reply_to, m.content, or_null{m.attachments}, or_null{m.metadata},
        bytes_or_null{uploads}, or_null{m.client_id}, op.value.expires_in);
    if (!q.finish()) return failed_before ? doom(q) : failed(q);
  }
  const auto key = new_key();
  for (auto upload : *named)
    if (auto q = hold_upload_.run(upload, key); !q.finish()) return doom(q);
  return op.value;
}

core::result<std::optional<core::scheduled_message>>
sqlite_writer::waits_already(const core::message& value, std::int64_t sender) {
  std::optional<core::scheduled_message> first;
  if (value.client_id.empty()) return first;
  auto q = scheduled_by_client_.run(sender, value.client_id);
  if (q.next()) first = read_scheduled(row{q});
  if (q.failed()) return doom(q);
  if (!first || !first->failure.empty()) return first;
  const auto& same = first->value;
  if (same.room != value.room || same.type != value.type ||
      same.reply_to != value.reply_to || same.content != value.content)
    return failure{errc::client_id_conflict};
  return first;
}

core::result<done> sqlite_writer::apply(const drop_scheduled& op) {
  if (auto why = refusal()) return *why;
  std::optional<std::int64_t> sender;
  if (op.sender) {
    auto key = key_of(op.sender);
    if (!key) return key.error();
    sender = *key;
  }
  return expect_row(delete_scheduled_.run(op.id, sender),
                    "no such message waits");
}

core::result<done> sqlite_writer::apply(const fail_scheduled& op) {
  if (auto why = refusal()) return *why;
  return expect_row(fail_scheduled_.run(op.id, op.why),
                    "no such message waits");
}

core::result<done> sqlite_writer::apply(const postpone_scheduled& op) {
  if (auto why = refusal()) return *why;
  return expect_row(postpone_scheduled_.run(op.id, op.until),
                    "no such message waits");
}

core::result<done> sqlite_writer::apply(const postpone_expiry& op) {
  if (auto why = refusal()) return *why;
  auto q = postpone_expiry_.run(op.message, op.until);
  if (!q.finish()) return failed(q);
  return done{};
}

core::result<done> sqlite_writer::apply(const drop_expiry& op) {
  if (auto why = refusal()) return *why;
  auto q = drop_expiry_.run(op.message);
  if (!q.finish()) return failed(q);
  return done{};
}

}  // namespace parley::storage::sqlite

// The writer's transactions, and how it finds keys.

#include <utility>

#include "storage/sqlite/failure_of.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

int report_pages(void* wal, sqlite3*, const char*, int pages) {
  static_cast<checkpointer*>(wal)->committed(pages);
  return SQLITE_OK;
}

}  // namespace

sqlite_writer::sqlite_writer(connection db, checkpointer& wal, writer_slot slot)
    : db_{std::move(db)}, wal_{wal}, slot_{std::move(slot)} {
  sqlite3_wal_hook(db_.handle(), report_pages, &wal_);
}

core::result<void> sqlite_writer::begin() {
  if (db_.in_transaction()) return failure{errc::internal, "batch in batch"};
  doom_.reset();
  wal_.wait_for_room();
  if (auto q = begin_.run(); !q.finish()) return q.why();
  auto checked = check_other_writers();
  if (!checked) rollback();
  return checked;
}

/// Another process may have written since our last batch. We hold the write
/// lock now, so what we forget here cannot become stale before the commit.
core::result<void> sqlite_writer::check_other_writers() {
  auto q = data_version_.run();
  if (!q.next()) return q.why();
  const auto version = q.integer(0);
  if (version != std::exchange(seen_version_, version)) keys_.forget();
  return {};
}

core::result<void> sqlite_writer::commit() {
  if (auto why = refusal()) {
    rollback();
    return *why;
  }
  core::result<void> outcome;
  if (auto q = commit_.run(); !q.finish()) outcome = q.why();
  if (!outcome) rollback();
  return outcome;
}

void sqlite_writer::rollback() noexcept {
  if (db_.in_transaction()) rollback_.run().finish();
  keys_.forget();
}

std::optional<failure> sqlite_writer::refusal() const {
  if (doom_) return doom_;
  if (!db_.in_transaction()) return failure{errc::internal, "no batch is open"};
  return std::nullopt;
}

failure sqlite_writer::failed(const execution& q) {
  const bool harmless =
      (q.code() & 0xff) == SQLITE_CONSTRAINT && db_.in_transaction();
  return harmless ? q.why() : doom(q);
}

failure sqlite_writer::doom(const execution& q) {
  auto why = q.why();
  if (!doom_) doom_ = why;
  return why;
}

std::int64_t sqlite_writer::changed_rows() const {
  return sqlite3_changes64(db_.handle());
}

std::int64_t sqlite_writer::new_key() const {
  return sqlite3_last_insert_rowid(db_.handle());
}

core::result<std::int64_t> sqlite_writer::key_of(const core::user_id& id) {
  if (auto known = keys_.find(id)) return *known;
  auto q = user_key_.run(id);
  if (q.next()) return *keys_.keep(id, q.integer(0));
  if (q.failed()) return doom(q);
  return failure{errc::not_found, "no such user"};
}

core::result<std::int64_t> sqlite_writer::key_of(const core::group_id& id) {
  auto q = group_key_.run(id);
  if (q.next()) return q.integer(0);
  if (q.failed()) return doom(q);
  return failure{errc::not_found, "no such group"};
}

core::result<key_cache::room_slot*> sqlite_writer::slot_of(
    const core::room_id& id) {
  if (auto known = keys_.find(id)) return known;
  room_slot slot;
  {
    auto q = find_room_slot_.run(id);
    if (!q.next()) {
      if (q.failed()) return doom(q);
      return failure{errc::not_found, "no such room"};
    }
    slot.key = q.integer(0);
    slot.retention = static_cast<std::uint32_t>(q.integer(1));
  }
  if (auto ok = read_log_end(slot); !ok) return ok.error();
  if (auto ok = read_drafting(slot); !ok) return ok.error();
  return keys_.keep(id, std::move(slot));
}

core::result<void> sqlite_writer::read_log_end(room_slot& of) {
  auto q = head_.run(position(of.key, 0), position(of.key, max_seq));
  if (q.next()) {
    of.head = seq_at(q.integer(0));
    of.messages = q.integer(1);
    of.last_message = static_cast<core::seq_t>(q.integer(2));
  }
  if (q.failed()) return doom(q);
  return {};
}

bool sqlite_writer::maintain() {
  if (db_.in_transaction()) return false;
  return index_.advance() && !index_.idle();
}

}  // namespace parley::storage::sqlite

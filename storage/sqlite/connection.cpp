#include "storage/sqlite/connection.hpp"

#include <sqlite3.h>

#include <cerrno>

#include "storage/sqlite/failure_of.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

namespace {

/// How long a connection waits for a lock of another process, milliseconds.
constexpr int busy_timeout_ms = 5000;

// No mmap: a read error would arrive as SIGBUS and end the server. Foreign
// keys are off because the writer resolves every id to its key anyway.
constexpr auto writer_pragmas =
    "PRAGMA foreign_keys = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA mmap_size = 0;"
    "PRAGMA cache_size = -16384;"
    "PRAGMA secure_delete = FAST;"
    "PRAGMA wal_autocheckpoint = 0;";

constexpr auto reader_pragmas =
    "PRAGMA query_only = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA mmap_size = 0;"
    "PRAGMA cache_size = -4096;";

}  // namespace

void connection::closer::operator()(sqlite3* db) const { sqlite3_close_v2(db); }

core::result<connection> connection::open(const location& where, access how) {
  int flags = SQLITE_OPEN_NOMUTEX;
  flags |= how == access::read_only
               ? SQLITE_OPEN_READONLY
               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(where.file.c_str(), &raw, flags,
                      where.vfs.empty() ? nullptr : where.vfs.c_str());
  connection opened{raw};
  if (code != SQLITE_OK)
    return failure_of(code, raw ? sqlite3_system_errno(raw) : 0);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, busy_timeout_ms);
  if (auto ok = opened.configure(how); !ok) return ok.error();
  return opened;
}

core::result<void> connection::configure(access how) {
  return execute(how == access::read_only ? reader_pragmas : writer_pragmas);
}

core::result<void> connection::set_sync(bool in_memory, durability how) {
  if (in_memory) return execute("PRAGMA synchronous = OFF");
  return execute(how == durability::full ? "PRAGMA synchronous = FULL"
                                         : "PRAGMA synchronous = NORMAL");
}

core::result<void> connection::execute(const char* sql) {
  errno = 0;
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    return failure_of(sqlite3_extended_errcode(handle()), errno);
  return {};
}

core::result<std::int64_t> connection::query_number(const char* sql) {
  statement prepared{*this, sql};
  auto q = prepared.run();
  if (q.next()) return q.integer(0);
  if (q.failed()) return q.why();
  return 0;
}

core::result<std::string> connection::query_text(const char* sql) {
  statement prepared{*this, sql};
  auto q = prepared.run();
  if (q.next()) return std::string{q.text(0)};
  if (q.failed()) return q.why();
  return std::string{};
}

std::int64_t connection::total_changes() const {
  return sqlite3_total_changes64(db_.get());
}

bool connection::in_transaction() const {
  return sqlite3_get_autocommit(handle()) == 0;
}

}  // namespace parley::storage::sqlite

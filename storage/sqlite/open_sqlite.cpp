#include <sqlite3.h>

#include <mutex>
#include <system_error>
#include <utility>

#include "storage/sqlite/failure_of.hpp"
#include "storage/sqlite/file_check.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace parley::storage {

namespace {

using sqlite::connection;
using sqlite::sqlite_store;

/// SQLite's statistics of its memory take a process-wide lock per allocation.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

core::result<void> create_folder_of(const std::filesystem::path& file) {
  std::error_code failed;
  if (file.has_parent_path())
    std::filesystem::create_directories(file.parent_path(), failed);
  if (!failed) return {};
  return core::failure{core::errc::storage_failed,
                       "cannot create its folder: " + failed.message()};
}

/// Whoever stands beside a server does not change the tables under it: without
/// the lock nothing is migrated, unless nobody has it.
core::result<void> migrate_as(const sqlite_options& options, connection& db) {
  if (options.take_lock) return sqlite::migrate(db);
  auto current = sqlite::is_current(db);
  if (!current) return current.error();
  if (*current) return {};
  auto lock = sqlite::data_lock::take(options.file);
  if (!lock)
    return core::failure{core::errc::storage_failed,
                         "the server that uses it is an older parley; stop it "
                         "and start this one"};
  return sqlite::migrate(db);
}

/// Opens, checks and migrates; the connection that comes out checkpoints.
core::result<connection> open_checked(const sqlite_options& options,
                                      bool in_memory) {
  auto db =
      connection::open({options.file, options.vfs}, sqlite::access::read_write);
  if (!db) return db.error();
  auto sync = db->set_sync(in_memory, options.sync);
  if (!sync) return sync.error();
  // The answer is the mode in force: "wal", unless the file system cannot.
  auto mode = db->query_text("PRAGMA journal_mode = WAL");
  if (!mode) return mode.error();
  if (*mode != "wal")
    return core::failure{core::errc::storage_failed,
                         "the file system of the data folder has no shared "
                         "memory for a write-ahead log; use a local disk"};
  if (auto ok = sqlite::check_content(*db, options.file); !ok)
    return ok.error();
  if (auto ok = migrate_as(options, *db); !ok) return ok.error();
  return db;
}

core::result<sqlite_store::holdings> claim_place(sqlite_options& options) {
  sqlite_store::holdings held;
  if (options.file.empty()) {
    auto scratch = sqlite::scratch_folder::create();
    if (!scratch) return scratch.error();
    options.file = scratch->path() / "parley.db";
    held.scratch.emplace(std::move(*scratch));
    return held;
  }
  if (auto ok = create_folder_of(options.file); !ok) return ok.error();
  if (!options.take_lock) return held;
  auto lock = sqlite::data_lock::take(options.file);
  if (!lock) return lock.error();
  held.lock.emplace(std::move(*lock));
  return held;
}

}  // namespace

core::result<std::unique_ptr<store>> open_sqlite(
    const sqlite_options& requested) {
  configure_library();
  auto options = requested;
  auto fail = [&](const core::failure& why) {
    return sqlite::open_failure(why, options.file.string());
  };
  auto held = claim_place(options);
  if (!held) return fail(held.error());
  if (auto ok = sqlite::check_file(options.file); !ok) return fail(ok.error());
  auto db = open_checked(options, held->scratch.has_value());
  if (!db) return fail(db.error());
  return std::unique_ptr<store>{
      new sqlite_store{std::move(options), std::move(*held), std::move(*db)}};
}

}  // namespace parley::storage

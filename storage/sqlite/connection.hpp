#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "storage/store.hpp"

struct sqlite3;

namespace parley::storage::sqlite {

/// What a connection is for; each kind gets its own pragmas.
enum class access : std::uint8_t {
  read_write,  ///< may create the file, writes and checkpoints
  read_only,   ///< queries only; cannot hold a write lock
};

/// Which file a connection opens and through which VFS.
struct location {
  std::filesystem::path file;
  std::string vfs;  ///< empty: the operating system's
};

/// One SQLite connection, used by one thread at a time. Closed on destruction.
class connection {
 public:
  /// Opens the file in WAL mode; waits up to `busy_timeout` for other
  /// processes' locks.
  static core::result<connection> open(const location& where, access how);

  sqlite3* handle() const { return db_.get(); }

  /// How hard commits and checkpoints sync; not at all in memory.
  core::result<void> set_sync(bool in_memory, durability how);

  /// Runs SQL that has no parameters and whose rows do not matter.
  core::result<void> execute(const char* sql);

  /// The first column of the first row as a number; 0 when there is none.
  core::result<std::int64_t> query_number(const char* sql);

  /// The first column of the first row as text; empty when there is none.
  core::result<std::string> query_text(const char* sql);

  /// Rows written since the connection was opened.
  std::int64_t total_changes() const;

  /// Whether a transaction is open. SQLite ends one by itself on some errors.
  bool in_transaction() const;

 private:
  struct closer {
    void operator()(sqlite3* db) const;
  };

  explicit connection(sqlite3* db) : db_{db} {}
  core::result<void> configure(access how);

  std::unique_ptr<sqlite3, closer> db_;
};

}  // namespace parley::storage::sqlite

#pragma once

#include <atomic>
#include <optional>

#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/data_lock.hpp"
#include "storage/sqlite/scratch_folder.hpp"
#include "storage/store.hpp"

namespace parley::storage::sqlite {

/// A database file in write-ahead mode: one writing connection, any number of
/// reading ones, and one that checkpoints.
class sqlite_store final : public store {
 public:
  /// What holds the place of the database while the store lives.
  struct holdings {
    std::optional<scratch_folder> scratch;  ///< of an in-memory store
    std::optional<data_lock> lock;
  };

  /// `checkpoints`: an open and migrated connection.
  sqlite_store(sqlite_options options, holdings held, connection checkpoints);

  core::result<std::unique_ptr<writer>> open_writer() override;
  core::result<std::unique_ptr<reader>> open_reader() override;
  std::string_view engine() const override;

 private:
  sqlite_options options_;
  holdings held_;
  std::atomic<bool> writer_taken_ = false;
  checkpointer wal_;  ///< its connection closes before the lock is dropped
};

}  // namespace parley::storage::sqlite

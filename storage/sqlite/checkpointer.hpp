#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

#include "storage/sqlite/connection.hpp"

namespace parley::storage::sqlite {

/// Moves committed pages from the write-ahead log into the database, on a
/// thread and a connection of its own, so that no commit pays for it.
///
/// Passive checkpoints run as the log grows. They cannot rewind the log while
/// the writer keeps appending; past half of the limit a restarting one holds
/// the writer back for the rest of its copy, milliseconds, and rewinds it.
class checkpointer {
 public:
  /// Starts the thread. `limit_bytes`: the log's target size.
  checkpointer(connection db, std::uint64_t limit_bytes);
  ~checkpointer();

  /// Reports how many pages the log holds after a commit. The writer's thread.
  void committed(std::int64_t pages);

 private:
  void run(const std::stop_token& stop);
  void checkpoint();

  connection db_;
  const std::int64_t step_;           ///< pages between two passive checkpoints
  const std::int64_t rewind_at_;      ///< pages from which the log is rewound
  std::atomic<std::int64_t> due_at_;  ///< pages at which the next one is due
  std::int64_t last_pages_ = 0;       ///< used by the writer's thread

  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool due_ = false;  ///< guarded by mutex_

  std::jthread thread_;  ///< last: stops before the rest goes
};

}  // namespace parley::storage::sqlite

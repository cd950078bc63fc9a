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
/// Due when the log holds half of its limit. A passive checkpoint copies while
/// the writer goes on appending, but for that reason seldom reaches the log's
/// end. So the writer is held back, at the start of its next batch, while a
/// second one copies what was added meanwhile and rewinds the log.
class checkpointer {
 public:
  /// Starts the thread. `limit_bytes`: what the log should not exceed.
  checkpointer(connection db, std::uint64_t limit_bytes);
  ~checkpointer();

  /// Reports how many pages the log holds after a commit. Called by the writer.
  void committed(std::int64_t pages);

  /// Returns when no rewind is going on. Called by the writer before a batch.
  void wait_for_rewind();

 private:
  void run(const std::stop_token& stop);
  void checkpoint();
  std::int64_t copy(int mode);
  void set_rewinding(bool on);

  connection db_;
  const std::int64_t due_pages_;         ///< pages at which a checkpoint is due
  std::atomic<std::int64_t> due_at_;     ///< the same after a failed one
  std::atomic<std::int64_t> pages_ = 0;  ///< in the log, the writer says

  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool due_ = false;                     ///< guarded by mutex_
  std::atomic<bool> rewinding_ = false;  ///< changed under mutex_

  std::jthread thread_;  ///< last: stops before the rest goes
};

}  // namespace parley::storage::sqlite

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
/// second one copies what was added meanwhile and rewinds the log. It also
/// waits for a running checkpoint when the log has reached its limit.
class checkpointer {
 public:
  /// Starts the thread. `limit_bytes`: what the log should not exceed.
  checkpointer(connection db, std::uint64_t limit_bytes);
  ~checkpointer();

  /// Reports how many pages the log holds after a commit. Called by the writer.
  void committed(std::int64_t pages);

  /// Returns when the log may grow. Called by the writer before a batch.
  void wait_for_room();

 private:
  void run(const std::stop_token& stop);
  void checkpoint();
  std::int64_t copy(int mode);
  /// Changes a flag that the writer waits for.
  void set(std::atomic<bool>& flag, bool value);

  connection db_;
  const std::int64_t limit_pages_;
  const std::int64_t due_pages_;         ///< pages at which a checkpoint is due
  std::atomic<std::int64_t> due_at_;     ///< the same after a failed one
  std::atomic<std::int64_t> pages_ = 0;  ///< in the log, the writer says

  std::mutex mutex_;
  std::condition_variable_any wake_;
  // Changed under mutex_.
  std::atomic<bool> due_ = false;        ///< from the report to the end
  std::atomic<bool> rewinding_ = false;  ///< the writer must not begin

  std::jthread thread_;  ///< last: stops before the rest goes
};

}  // namespace parley::storage::sqlite

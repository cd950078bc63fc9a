#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/ids.hpp"

namespace parley::storage::uploads {

/// Threads for work that waits for the disk, behind a queue with a bound. Of
/// several for whom work waits each has one done in turn.
class worker_pool {
 public:
  using job = std::function<void()>;

  worker_pool(unsigned threads, std::size_t queue);
  ~worker_pool() { stop(); }
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;

  /// False: the queue is full, or the pool was stopped. From any thread.
  /// `work` must not throw; it is let go without having run if the pool is
  /// stopped before its turn.
  bool post(job work, core::user_id whose = {});

  /// Accepted regardless of the bound, and done whatever happens: for tidying
  /// up, which frees more than it takes.
  void post_tidying(job work);

  /// Ends the threads after what they are at and what is to be tidied up.
  void stop();

 private:
  void run();
  job next();

  const std::size_t bound_;
  std::mutex guard_;
  std::condition_variable changed_;
  std::map<core::user_id, std::deque<job>> lines_;  // none is empty
  std::deque<core::user_id> turns_;                 // whose lines, by turn
  std::size_t waiting_ = 0;                         // in the lines
  std::deque<job> tidying_;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley::storage::uploads

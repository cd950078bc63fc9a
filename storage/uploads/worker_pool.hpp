#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace parley::storage::uploads {

/// Threads for work that waits for the disk, behind a queue with a bound.
class worker_pool {
 public:
  worker_pool(unsigned threads, std::size_t queue);
  /// Does what was accepted, then ends.
  ~worker_pool();
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;

  /// False: the queue is full. From any thread. `work` must not throw.
  bool post(std::function<void()> work);

  /// Accepted regardless of the bound: for tidying up, which frees more than
  /// it takes.
  void post_tidying(std::function<void()> work);

 private:
  void run();

  const std::size_t bound_;
  std::mutex guard_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley::storage::uploads

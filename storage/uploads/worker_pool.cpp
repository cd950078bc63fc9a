#include "storage/uploads/worker_pool.hpp"

#include <utility>

namespace parley::storage::uploads {

worker_pool::worker_pool(unsigned threads, std::size_t queue) : bound_(queue) {
  for (unsigned i = 0; i < threads; ++i)
    threads_.emplace_back([this] { run(); });
}

worker_pool::~worker_pool() {
  {
    std::lock_guard lock{guard_};
    ends_ = true;
  }
  changed_.notify_all();
  for (auto& each : threads_) each.join();
}

bool worker_pool::post(std::function<void()> work) {
  {
    std::lock_guard lock{guard_};
    if (waiting_.size() >= bound_) return false;
    waiting_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void worker_pool::post_tidying(std::function<void()> work) {
  {
    std::lock_guard lock{guard_};
    waiting_.push_back(std::move(work));
  }
  changed_.notify_one();
}

void worker_pool::run() {
  std::unique_lock lock{guard_};
  for (;;) {
    changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    work();
    work = nullptr;  // what it holds may take the lock
    lock.lock();
  }
}

}  // namespace parley::storage::uploads

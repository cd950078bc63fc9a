#include "storage/uploads/worker_pool.hpp"

#include <utility>

namespace parley::storage::uploads {

worker_pool::worker_pool(unsigned threads, std::size_t queue) : bound_(queue) {
  for (unsigned i = 0; i < threads; ++i)
    threads_.emplace_back([this] { run(); });
}

void worker_pool::stop() {
  decltype(lines_) dropped;  // what it holds may take the lock
  {
    std::lock_guard lock{guard_};
    ends_ = true;
    dropped.swap(lines_);
    turns_.clear();
    waiting_ = 0;
  }
  dropped.clear();
  changed_.notify_all();
  for (auto& each : threads_) each.join();
  threads_.clear();
}

bool worker_pool::post(job work, core::user_id whose) {
  {
    std::lock_guard lock{guard_};
    if (ends_ || waiting_ >= bound_) return false;
    auto& line = lines_[whose];
    if (line.empty()) turns_.push_back(whose);
    line.push_back(std::move(work));
    ++waiting_;
  }
  changed_.notify_one();
  return true;
}

void worker_pool::post_tidying(job work) {
  {
    std::lock_guard lock{guard_};
    if (!ends_) tidying_.push_back(std::exchange(work, nullptr));
  }
  if (work) return work();  // there may be no thread left
  changed_.notify_one();
}

worker_pool::job worker_pool::next() {
  if (!tidying_.empty()) {
    auto work = std::move(tidying_.front());
    tidying_.pop_front();
    return work;
  }
  if (turns_.empty()) return nullptr;
  auto whose = turns_.front();
  turns_.pop_front();
  auto line = lines_.find(whose);
  auto work = std::move(line->second.front());
  line->second.pop_front();
  --waiting_;
  if (line->second.empty()) lines_.erase(line);
  else turns_.push_back(whose);
  return work;
}

void worker_pool::run() {
  std::unique_lock lock{guard_};
  for (;;) {
    auto work = next();
    if (!work) {
      if (ends_) return;
      changed_.wait(lock);
      continue;
    }
    lock.unlock();
    work();
    work = nullptr;  // what it holds may take the lock
    lock.lock();
  }
}

}  // namespace parley::storage::uploads

#pragma once

#include <atomic>
#include <cstddef>

namespace parley::core {

/// The bytes on their way to an actor whose senders cannot be refused, but can
/// be slowed down: they add what they send, the actor removes what it took, and
/// while it is full they send no more. Thread safe.
class backlog {
 public:
  explicit backlog(std::size_t most) : most_(most) {}

  void add(std::size_t bytes) {
    waiting_.fetch_add(bytes, std::memory_order_relaxed);
  }
  void remove(std::size_t bytes) {
    waiting_.fetch_sub(bytes, std::memory_order_relaxed);
  }
  bool full() const { return waiting_.load(std::memory_order_relaxed) > most_; }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> waiting_{0};
};

}  // namespace parley::core

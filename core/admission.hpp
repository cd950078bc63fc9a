#pragma once

#include <atomic>
#include <cstddef>

namespace parley::core {

/// The bound of an actor's mailbox, kept at the door: senders `enter` before
/// they send and refuse their caller when it fails; the actor `leave`s for
/// each message it has taken. Thread safe.
class admission {
 public:
  explicit admission(std::size_t limit) : limit_(limit) {}

  bool enter() {
    if (inside_.fetch_add(1, std::memory_order_relaxed) < limit_) return true;
    inside_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }

  void leave() { inside_.fetch_sub(1, std::memory_order_relaxed); }

  std::size_t inside() const { return inside_.load(std::memory_order_relaxed); }
  std::size_t limit() const { return limit_; }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> inside_{0};
};

}  // namespace parley::core

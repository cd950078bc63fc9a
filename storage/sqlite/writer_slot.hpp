#pragma once

#include <atomic>
#include <utility>

namespace parley::storage::sqlite {

/// The right to be a store's only writer; given back on destruction.
class writer_slot {
 public:
  /// An empty slot when another writer holds the right.
  static writer_slot take(std::atomic<bool>& taken) {
    return writer_slot{taken.exchange(true) ? nullptr : &taken};
  }

  writer_slot(writer_slot&& other) noexcept
      : taken_{std::exchange(other.taken_, nullptr)} {}
  writer_slot& operator=(writer_slot&&) = delete;
  ~writer_slot() {
    if (taken_) taken_->store(false);
  }

  explicit operator bool() const { return taken_ != nullptr; }

 private:
  explicit writer_slot(std::atomic<bool>* taken) : taken_{taken} {}

  std::atomic<bool>* taken_;
};

}  // namespace parley::storage::sqlite

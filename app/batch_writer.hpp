#pragma once

#include <cstddef>

#include "app/must.hpp"
#include "storage/store.hpp"

namespace parley::app {

/// Writes in batches: one transaction for so many operations. What the store
/// refuses is an exception.
class batch_writer {
 public:
  explicit batch_writer(storage::writer& to, std::size_t size = 256)
      : to_(to), size_(size) {
    must(to_.begin());
  }

  template <class Op>
  auto apply(const Op& op) {
    if (++count_ % size_ == 0) {
      must(to_.commit());
      must(to_.begin());
    }
    return must(to_.apply(op));
  }

  void finish() { must(to_.commit()); }

 private:
  storage::writer& to_;
  std::size_t size_;
  std::size_t count_ = 0;
};

}  // namespace parley::app

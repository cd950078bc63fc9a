#include "bench/tester/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace parley::bench {

histogram::histogram() : buckets_(index_of(~std::uint64_t{0}) + 1) {}

void histogram::merge(const histogram& other) {
  for (std::size_t i = 0; i < buckets_.size(); ++i)
    buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

void histogram::clear() {
  std::fill(buckets_.begin(), buckets_.end(), 0);
  count_ = 0;
  max_ = 0;
}

std::int64_t histogram::quantile_ns(double quantile) const {
  if (count_ == 0) return 0;
  auto wanted = static_cast<std::uint64_t>(
      std::ceil(quantile * static_cast<double>(count_)));
  wanted = std::max<std::uint64_t>(wanted, 1);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted)
      return std::min(static_cast<std::int64_t>(upper_edge(i)), max_);
  }
  return max_;
}

std::uint64_t histogram::upper_edge(std::size_t index) {
  if (index < 2 * half) return index;
  std::size_t shift = index / half - 1;
  std::uint64_t top = index - shift * half;
  return (top << shift) + ((std::uint64_t{1} << shift) - 1);
}

}  // namespace parley::bench

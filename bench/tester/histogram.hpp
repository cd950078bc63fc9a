#pragma once

#include <cstdint>
#include <vector>

namespace parley::bench {

/// Counts durations with a relative error below 1 %, without allocating after
/// construction. Not thread safe; each thread records into its own.
class histogram {
 public:
  histogram();

  /// Records a duration in nanoseconds; a negative one counts as zero.
  void record(std::int64_t ns) {
    ++buckets_[index_of(ns > 0 ? static_cast<std::uint64_t>(ns) : 0)];
    ++count_;
    if (ns > max_) max_ = ns;
  }

  void merge(const histogram& other);
  void clear();

  std::uint64_t count() const { return count_; }
  std::int64_t max_ns() const { return max_; }

  /// The duration that the share `quantile` (0…1) of all do not exceed, in
  /// nanoseconds: the upper edge of its bucket, never above the maximum.
  std::int64_t quantile_ns(double quantile) const;

 private:
  // Values below 2^sub_bits have a bucket each; above, every power of two is
  // split into 2^(sub_bits - 1) equal parts.
  static constexpr unsigned sub_bits = 8;
  static constexpr std::uint64_t half = 1u << (sub_bits - 1);

  static std::size_t index_of(std::uint64_t value) {
    if (value < 2 * half) return value;
    unsigned width = 64 - static_cast<unsigned>(__builtin_clzll(value));
    unsigned shift = width - sub_bits;
    return shift * half + (value >> shift);
  }
  static std::uint64_t upper_edge(std::size_t index);

  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace parley::bench

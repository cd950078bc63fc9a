#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::app::sample {

/// Random choices that are the same for the same seed everywhere: the
/// standard's distributions differ from library to library.
class chance {
 public:
  explicit chance(std::uint64_t seed) : from_(seed) {}

  std::uint64_t bits() { return from_(); }

  /// 0 … n - 1; the bias of the remainder does not matter here.
  std::size_t below(std::size_t n) { return n == 0 ? 0 : from_() % n; }

  bool percent(unsigned p) { return below(100) < p; }

  /// 0 … n - 1, small ones far more often, as people and rooms are busy.
  std::size_t mostly_first(std::size_t n) {
    const auto x = static_cast<double>(from_() >> 11) * 0x1.0p-53;
    return static_cast<std::size_t>(x * x * x * static_cast<double>(n));
  }

  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(all.size())];
  }
  template <class T, std::size_t N>
  const T& one_of(const T (&all)[N]) {
    return all[below(N)];
  }

  /// A UUID version 7 of that time.
  template <class Id>
  Id id(core::timestamp at) {
    Id made;
    auto& bytes = made.value;
    const auto ms = static_cast<std::uint64_t>(core::to_ms(at));
    for (std::size_t i = 0; i < 6; ++i)
      bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    for (std::size_t i = 6; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::uint8_t>(from_() >> 24);
    bytes[6] = static_cast<std::uint8_t>(0x70 | (bytes[6] & 0x0f));
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));
    return made;
  }

 private:
  std::mt19937_64 from_;
};

}  // namespace parley::app::sample

#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace parley::bench {

/// Finds the ten-digit number that follows a marker in a text. Servers put it
/// at the same offset every time, so that offset is tried first.
class number_finder {
 public:
  explicit number_finder(std::string_view marker) : marker_(marker) {}

  /// The number, or nothing when the text has no marker or no number there.
  std::optional<std::uint32_t> find(std::string_view text) {
    if (!marker_at(text, offset_)) {
      auto found = text.find(marker_);
      if (found == std::string_view::npos) return std::nullopt;
      offset_ = found;
    }
    return parse(text.substr(offset_ + marker_.size()));
  }

 private:
  static constexpr std::size_t digits = 10;

  bool marker_at(std::string_view text, std::size_t offset) const {
    return text.size() >= offset + marker_.size() &&
           std::memcmp(text.data() + offset, marker_.data(), marker_.size()) ==
               0;
  }

  static std::optional<std::uint32_t> parse(std::string_view text) {
    if (text.size() < digits) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
      if (digit > 9) return std::nullopt;
      value = value * 10 + digit;
    }
    if (!std::in_range<std::uint32_t>(value)) return std::nullopt;
    return static_cast<std::uint32_t>(value);
  }

  std::string_view marker_;
  std::size_t offset_ = 0;
};

}  // namespace parley::bench

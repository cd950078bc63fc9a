#pragma once

#include <string_view>
#include <vector>

#include "net/json/reader.hpp"

namespace parley::net::socketio::test {

/// A text in memory of exactly the size that decoding may read, so that the
/// address sanitizer sees a read behind it.
class padded_text {
 public:
  explicit padded_text(std::string_view text)
      : memory_(text.begin(), text.end()), size_(text.size()) {
    // Would complete many a cut text if it were read.
    memory_.resize(size_ + json::parser::padding, ']');
  }
  operator std::string_view() const { return {memory_.data(), size_}; }

 private:
  std::vector<char> memory_;
  std::size_t size_;
};

}  // namespace parley::net::socketio::test

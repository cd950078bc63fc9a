#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

namespace parley::core {

/// How many of a few places each has taken, who may have `most` at a time.
class shares {
 public:
  explicit shares(std::size_t most) : most_(most) {}

  bool enter(const std::string& who) {
    auto& taken = taken_[who];
    if (taken >= most_) return false;
    ++taken;
    return true;
  }
  void leave(const std::string& who) {
    auto at = taken_.find(who);
    if (at != taken_.end() && --at->second == 0) taken_.erase(at);
  }

  std::size_t size() const { return taken_.size(); }

 private:
  std::size_t most_;  ///< at least 1
  std::unordered_map<std::string, std::size_t> taken_;
};

}  // namespace parley::core

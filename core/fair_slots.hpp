#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "core/result.hpp"

namespace parley::core {

/// How many of something may be under way, in all and of one holder. Thread
/// safe; lives in a shared_ptr.
class fair_slots : public std::enable_shared_from_this<fair_slots> {
 public:
  /// `what` is called so when it is refused. One holder may have `share`.
  fair_slots(std::string what, std::size_t limit, std::size_t share)
      : what_(std::move(what)), limit_(limit), share_(share) {}

  /// A place that is free again once the last who holds it lets go; busy or
  /// rate_limited when there is none.
  result<std::shared_ptr<void>> enter(const std::string& holder) {
    std::lock_guard lock{guard_};
    if (taken_ >= limit_)
      return failure{errc::busy, "too many " + what_ + " at a time", 1000};
    auto& own = by_holder_[holder];
    if (own >= share_)
      return failure{errc::rate_limited,
                     "too many " + what_ + " of yours at a time", 1000};
    ++own;
    ++taken_;
    return std::shared_ptr<void>{this, [self = shared_from_this(), holder](
                                           void*) { self->leave(holder); }};
  }

 private:
  void leave(const std::string& holder) {
    std::lock_guard lock{guard_};
    --taken_;
    auto own = by_holder_.find(holder);
    if (--own->second == 0) by_holder_.erase(own);
  }

  const std::string what_;
  const std::size_t limit_;
  const std::size_t share_;
  std::mutex guard_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> by_holder_;  // those who have any
};

}  // namespace parley::core

#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/ids.hpp"

namespace parley::core {

/// Who is typing in a room. Typing is a lease: it ends by itself unless it is
/// renewed, so nobody types for ever.
class typing_leases {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds length{6'000};
  static constexpr std::size_t most = 32;  ///< further typists are not shown

  /// Starts or renews; true when that is news for the others.
  bool start(user_id who, time_point now) {
    if (auto* held = find(who)) {
      held->until = now + length;
      return false;
    }
    if (leases_.size() >= most) return false;
    leases_.push_back({who, now + length});
    return true;
  }

  /// Ends; true when it was held.
  bool stop(user_id who) {
    return std::erase_if(leases_,
                         [&](const lease& x) { return x.who == who; }) > 0;
  }

  /// Takes out and returns those whose time is over.
  std::vector<user_id> expire(time_point now) {
    std::vector<user_id> over;
    std::erase_if(leases_, [&](const lease& x) {
      if (x.until > now) return false;
      over.push_back(x.who);
      return true;
    });
    return over;
  }

  std::vector<user_id> holders() const {
    std::vector<user_id> all;
    for (const auto& x : leases_) all.push_back(x.who);
    return all;
  }

  bool empty() const { return leases_.empty(); }

 private:
  struct lease {
    user_id who;
    time_point until;
  };

  lease* find(user_id who) {
    auto found = std::find_if(leases_.begin(), leases_.end(),
                              [&](const lease& x) { return x.who == who; });
    return found == leases_.end() ? nullptr : &*found;
  }

  std::vector<lease> leases_;
};

}  // namespace parley::core

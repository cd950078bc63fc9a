#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"

namespace parley::core {

/// Who types in a room, and what of that its listeners were told. Typing is a
/// lease: it ends by itself unless it is renewed, so nobody types for ever.
///
/// What listeners are told does not grow with those who type: at most
/// `most_named` are named, and where many listen to many, none: there it is
/// said that several type.
class typing_board {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds length{6'000};
  static constexpr std::size_t most = 16'384;  ///< further ones do not count
  static constexpr std::size_t most_named = 32;
  static constexpr std::size_t crowd = 100;  ///< above it, many listen
  static constexpr std::size_t several_from = 21;
  static constexpr std::size_t several_to = 15;  ///< from there on down: names

  /// Several type, or no longer.
  struct crowd_news {
    bool several = true;
    std::size_t count = 0;
  };
  /// What the listeners have to be told so that they know what is.
  struct news {
    std::optional<crowd_news> crowd;  ///< comes first; then nobody is named
    std::vector<user_id> ended;
    std::vector<user_id> began;

    bool empty() const { return !crowd && ended.empty() && began.empty(); }
  };

  /// Starts or renews.
  void start(user_id who, time_point now) {
    auto found = leases_.find(who);
    if (found != leases_.end()) found->second = now + length;
    else if (leases_.size() < most) leases_.emplace(who, now + length);
  }
  void stop(user_id who) { leases_.erase(who); }
  /// Ends those whose time is over.
  void expire(time_point now) {
    std::erase_if(leases_, [now](const auto& x) { return x.second <= now; });
  }

  /// What has changed for this many listeners since the last call.
  news take_news(std::size_t listeners);

  /// Those who are named to the listeners.
  const std::vector<user_id>& named() const { return named_; }
  /// How many type where nobody is named; 0: whoever types is named.
  std::size_t several() const { return told_several_ ? leases_.size() : 0; }

  bool empty() const { return leases_.empty(); }

 private:
  bool are_several(std::size_t listeners) const {
    return listeners > crowd &&
           leases_.size() >= (told_several_ ? several_to + 1 : several_from);
  }
  /// Half as many, or twice.
  bool differs_much() const {
    return leases_.size() >= 2 * told_count_ ||
           2 * leases_.size() <= told_count_;
  }

  std::unordered_map<user_id, time_point> leases_;
  std::vector<user_id> named_;  ///< in the order they were named
  bool told_several_ = false;
  std::size_t told_count_ = 0;
};

}  // namespace parley::core

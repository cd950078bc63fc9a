#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_set>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::core {

/// Devices whose access tokens are dead although not expired. An entry is
/// needed only as long as such a token could still be alive. Thread safe:
/// every request and every connect looks here.
class revocation_list {
 public:
  /// Entries run out in the order they came: `until` is not before that of an
  /// earlier one. What is there already stays as it is.
  void add(device_id id, timestamp until) {
    std::unique_lock lock{mutex_};
    if (dead_.insert(id).second) by_time_.push_back({until, id});
  }

  bool contains(device_id id) const {
    std::shared_lock lock{mutex_};
    return dead_.contains(id);
  }

  /// Forgets what has run out, a slice of it, so that nobody waits. Called
  /// whenever some are added, who are fewer.
  void sweep(timestamp now) {
    std::unique_lock lock{mutex_};
    for (std::size_t i = 0; i < slice && !by_time_.empty(); ++i) {
      if (by_time_.front().until >= now) return;
      dead_.erase(by_time_.front().id);
      by_time_.pop_front();
    }
  }

  std::size_t size() const {
    std::shared_lock lock{mutex_};
    return dead_.size();
  }

 private:
  static constexpr std::size_t slice = 256;

  struct entry {
    timestamp until;
    device_id id;
  };

  mutable std::shared_mutex mutex_;
  std::unordered_set<device_id> dead_;
  std::deque<entry> by_time_;
};

}  // namespace parley::core

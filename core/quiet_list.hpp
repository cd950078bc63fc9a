#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::core {

/// Users who are not to be alerted for a while. Thread safe: looked at for
/// every alert; costs one load while nobody is quiet.
class quiet_list {
 public:
  void set(user_id who, timestamp until) {
    std::unique_lock lock{mutex_};
    until_[who] = until;
    empty_ = false;
  }
  void clear(user_id who) {
    std::unique_lock lock{mutex_};
    until_.erase(who);
    empty_ = until_.empty();
  }

  bool quiet(user_id who, timestamp now) const {
    auto end = until(who);
    return end && *end > now;
  }
  std::optional<timestamp> until(user_id who) const {
    if (empty_) return std::nullopt;
    std::shared_lock lock{mutex_};
    auto found = until_.find(who);
    if (found == until_.end()) return std::nullopt;
    return found->second;
  }

  /// Forgets what has run out; called now and then.
  void sweep(timestamp now) {
    std::unique_lock lock{mutex_};
    std::erase_if(until_, [now](const auto& x) { return x.second <= now; });
    empty_ = until_.empty();
  }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<user_id, timestamp> until_;
  std::atomic<bool> empty_{true};
};

}  // namespace parley::core

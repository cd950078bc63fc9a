#pragma once

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::core {

/// Devices whose access tokens are dead although not expired. An entry is
/// needed only as long as such a token could still be alive. Thread safe:
/// every request and every connect looks here.
class revocation_list {
 public:
  void add(device_id id, timestamp until) {
    std::unique_lock lock{mutex_};
    until_[id] = until;
  }

  bool contains(device_id id) const {
    std::shared_lock lock{mutex_};
    return until_.contains(id);
  }

  /// Forgets what has run out; called now and then.
  void sweep(timestamp now) {
    std::unique_lock lock{mutex_};
    std::erase_if(until_, [now](const auto& x) { return x.second < now; });
  }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<device_id, timestamp> until_;
};

}  // namespace parley::core

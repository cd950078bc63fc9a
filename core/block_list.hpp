#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>

#include "core/ids.hpp"

namespace parley::core {

/// Whom those who are connected block. Thread safe: looked at for every alert,
/// which costs one load while nobody blocks anybody. Holds what it is told, of
/// nobody else.
class block_list {
 public:
  using users = std::unordered_set<user_id>;
  using users_ptr = std::shared_ptr<const users>;

  /// All whom `by` blocks; null: nobody.
  void set(user_id by, users_ptr whom);
  void add(user_id by, user_id whom);
  void remove(user_id by, user_id whom);
  void forget(user_id by) { set(by, nullptr); }

  /// Whether anybody here blocks `whom`: mostly not.
  bool is_blocked(user_id whom) const;
  bool blocks(user_id by, user_id whom) const;

  /// Forgets all but those whom `is_wanted` tells to keep.
  template <class Predicate>
  void keep(Predicate is_wanted) {
    std::unique_lock lock{mutex_};
    for (auto at = whom_.begin(); at != whom_.end();) {
      const auto by = at++->first;
      if (!is_wanted(by)) replace(by, nullptr);
    }
  }

 private:
  void replace(user_id by, users_ptr whom);
  users of(user_id by) const;

  mutable std::shared_mutex mutex_;
  std::unordered_map<user_id, users_ptr> whom_;  ///< by who blocks
  std::unordered_map<user_id, users> by_;        ///< by who is blocked
  std::atomic<bool> empty_{true};
};

}  // namespace parley::core

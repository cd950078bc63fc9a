#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <unordered_map>
#include <vector>

namespace parley::core {

/// What holds for a time unless it is renewed. All leases are equally long, so
/// they end in the order of their last renewal: each step is a few moves in a
/// list, however many there are.
template <class Key>
class lease_list {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit lease_list(std::chrono::milliseconds length) : length_(length) {}

  /// Begins or renews.
  void hold(const Key& key, time_point now) {
    if (renew(key, now)) return;
    leases_.push_back({key, now + length_});
    places_.emplace(key, std::prev(leases_.end()));
  }
  /// False: it is not held.
  bool renew(const Key& key, time_point now) {
    auto found = places_.find(key);
    if (found == places_.end()) return false;
    found->second->until = now + length_;
    leases_.splice(leases_.end(), leases_, found->second);
    return true;
  }
  void drop(const Key& key) {
    auto found = places_.find(key);
    if (found == places_.end()) return;
    leases_.erase(found->second);
    places_.erase(found);
  }

  /// Takes out and returns those whose time is over.
  std::vector<Key> expire(time_point now) {
    std::vector<Key> over;
    while (!leases_.empty() && leases_.front().until <= now) {
      over.push_back(leases_.front().key);
      places_.erase(leases_.front().key);
      leases_.pop_front();
    }
    return over;
  }

  /// When it ends if nobody renews it; none: it is not held.
  std::optional<time_point> end_of(const Key& key) const {
    auto found = places_.find(key);
    if (found == places_.end()) return std::nullopt;
    return found->second->until;
  }

  std::size_t size() const { return leases_.size(); }

 private:
  struct lease {
    Key key;
    time_point until;
  };

  std::chrono::milliseconds length_;
  std::list<lease> leases_;
  std::unordered_map<Key, typename std::list<lease>::iterator> places_;
};

}  // namespace parley::core

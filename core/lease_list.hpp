#pragma once

#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>
#include <chrono>
#include <functional>
#include <vector>

namespace parley::core {

/// What holds for a time unless it is renewed, and a value with each. All
/// leases are equally long, so they end in the order of their last renewal:
/// each step is a few moves in a list, however many there are.
template <class Key, class Value>
class lease_list {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  struct lease {
    Key key;
    Value value;
    time_point until;
  };

  explicit lease_list(std::chrono::milliseconds length) : length_(length) {}

  /// Begins or renews.
  void hold(const Key& key, const Value& value, time_point now) {
    auto [place, fresh] = leases_.push_back({key, value, now + length_});
    if (fresh) return;
    set(place, {key, value, now + length_});
  }
  /// The value; null: it is not held.
  const Value* renew(const Key& key, time_point now) {
    auto found = by_key().find(key);
    if (found == by_key().end()) return nullptr;
    auto place = leases_.template project<0>(found);
    set(place, {key, place->value, now + length_});
    return &place->value;
  }
  void drop(const Key& key) { by_key().erase(key); }

  /// Takes out and returns those whose time is over.
  std::vector<lease> expire(time_point now) {
    std::vector<lease> over;
    while (!leases_.empty() && leases_.front().until <= now) {
      over.push_back(leases_.front());
      leases_.pop_front();
    }
    return over;
  }

  /// Until somebody renews it; null: it is not held.
  const lease* find(const Key& key) const {
    auto found = leases_.template get<1>().find(key);
    return found == leases_.template get<1>().end() ? nullptr : &*found;
  }

  std::size_t size() const { return leases_.size(); }

 private:
  using container = boost::multi_index_container<
      lease, boost::multi_index::indexed_by<
                 boost::multi_index::sequenced<>,
                 boost::multi_index::hashed_unique<
                     boost::multi_index::member<lease, Key, &lease::key>,
                     std::hash<Key>>>>;

  auto& by_key() { return leases_.template get<1>(); }
  void set(typename container::iterator place, const lease& to) {
    leases_.replace(place, to);
    leases_.relocate(leases_.end(), place);
  }

  std::chrono::milliseconds length_;
  container leases_;  ///< those that end first come first
};

}  // namespace parley::core

#pragma once

#include <chrono>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actors/messages/room_events.hpp"

namespace parley::actors {

/// How calls ended for their users, kept for a while: a device that was away is
/// told when it is back. Bounded: of too many the oldest are forgotten.
class recent_ends {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::size_t most = 10'000;

  explicit recent_ends(std::chrono::milliseconds kept) : kept_(kept) {}

  void add(core::user_id user, core::call_id call, room_event_ptr last,
           time_point now);
  /// The user has a part in it again.
  void forget(core::user_id user, core::call_id call);
  bool knows(core::user_id user, core::call_id call) const;
  std::vector<room_event_ptr> of(core::user_id user, time_point now) const;

  std::size_t size() const { return order_.size(); }

 private:
  struct end {
    core::call_id call;
    room_event_ptr last;
    time_point until;
  };
  struct turn {
    core::user_id user;
    core::call_id call;
    time_point until;
  };

  void drop_oldest();

  std::chrono::milliseconds kept_;
  std::unordered_map<core::user_id, std::vector<end>> ends_;
  std::deque<turn> order_;  ///< the oldest first; of some there is no end
};

}  // namespace parley::actors

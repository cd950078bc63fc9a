#pragma once

#include <boost/container/deque.hpp>
#include <chrono>
#include <cstddef>
#include <vector>

#include "actors/messages/room_events.hpp"

namespace parley::actors {

/// Who went, or stopped typing, a short while ago. A socket that returns may
/// have missed it and would show a ghost; nothing else keeps such news.
class recent_endings {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::size_t most = 64;

  struct ending {
    time_point at;
    core::user_id who;  ///< none: all who typed, where several did
    event_body told;
    user_set_ptr hidden_from;  ///< who had not seen what ended
  };

  /// Endings are kept for `window`, at most `most` of them.
  explicit recent_endings(std::chrono::milliseconds window) : window_(window) {}

  void note(ending news);

  /// What this viewer may have missed, oldest first; each user's once of a
  /// kind.
  std::vector<const ending*> seen_by(core::user_id viewer,
                                     time_point now) const;

 private:
  std::chrono::milliseconds window_;
  // Unlike the standard one, it has no buffer while it is empty.
  boost::container::deque<ending> endings_;  ///< oldest first
};

}  // namespace parley::actors

#pragma once

#include <caf/detail/simple_actor_clock.hpp>
#include <optional>

namespace parley::net {

/// The actor timers of one reactor; touched by its thread only, so that
/// setting one costs neither a lock nor a wake-up.
class timer_queue : public caf::detail::simple_actor_clock {
 public:
  /// When the next timer is due.
  std::optional<time_point> next() const {
    if (schedule().empty()) return std::nullopt;
    return schedule().begin()->first;
  }
};

}  // namespace parley::net

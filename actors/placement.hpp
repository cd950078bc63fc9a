#pragma once

#include <atomic>
#include <caf/event_based_actor.hpp>

namespace parley::actors {

/// Base of actors that the scheduler places on purpose. The scheduler knows
/// one by its `subtype()` (no CAF broker runs in this process) and keeps
/// `worker` up to date:
///  - a *pinned* actor runs on its worker only;
///  - any other follows its work: it runs where the message came from, and a
///    message from a thread outside the scheduler finds it where it ran last.
class placed_actor : public caf::event_based_actor {
 public:
  static constexpr int anywhere = -1;

  explicit placed_actor(caf::actor_config& cfg) : event_based_actor(cfg) {}

  subtype_t subtype() const override { return io_actor; }

  /// Ties the actor to one worker for its life. Call before it is launched
  /// or from its own thread.
  void pin(int index) {
    worker.store(index, std::memory_order_relaxed);
    pinned_ = true;
  }
  bool pinned() const { return pinned_; }

  /// Index of the worker that ran it last, or `anywhere`.
  std::atomic<int> worker{anywhere};

 private:
  bool pinned_ = false;
};

}  // namespace parley::actors

#pragma once

#include <caf/actor_system_config.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <memory>
#include <vector>

#include "net/reactor/reactor.hpp"

namespace parley::net {

/// Actor timers for all threads: a reactor's own go to its own queue, those of
/// other threads travel to the first reactor. A timer that was set on one
/// reactor and cancelled on another still fires; CAF ignores such late ticks.
class reactor_clock final : public caf::actor_clock {
 public:
  explicit reactor_clock(std::vector<std::unique_ptr<reactor>>& reactors)
      : reactors_(reactors) {}

  void set_ordinary_timeout(time_point t, caf::abstract_actor* self,
                            caf::atom_value type, std::uint64_t id) override;
  void set_multi_timeout(time_point t, caf::abstract_actor* self,
                         caf::atom_value type, std::uint64_t id) override;
  void set_request_timeout(time_point t, caf::abstract_actor* self,
                           caf::message_id id) override;
  void cancel_ordinary_timeout(caf::abstract_actor* self,
                               caf::atom_value type) override;
  void cancel_request_timeout(caf::abstract_actor* self,
                              caf::message_id id) override;
  void cancel_timeouts(caf::abstract_actor* self) override;
  void schedule_message(time_point t, caf::strong_actor_ptr receiver,
                        caf::mailbox_element_ptr content) override;
  void schedule_message(time_point t, caf::group target,
                        caf::strong_actor_ptr sender,
                        caf::message content) override;
  void cancel_all() override;

 private:
  template <class Action>
  void on_first(Action action);

  std::vector<std::unique_ptr<reactor>>& reactors_;
};

/// CAF's scheduler, made of reactors: loaded into the actor system by
/// `cfg.load<reactor_scheduler>()`, it replaces CAF's own.
class reactor_scheduler final : public caf::scheduler::abstract_coordinator {
 public:
  explicit reactor_scheduler(caf::actor_system& system)
      : abstract_coordinator(system), clock_(reactors_) {}

  /// The scheduler of a system that was configured with it.
  static reactor_scheduler& of(caf::actor_system& system);

  static caf::actor_system::module* make(caf::actor_system& system,
                                         caf::detail::type_list<>) {
    return new reactor_scheduler(system);
  }

  std::vector<std::unique_ptr<reactor>>& reactors() { return reactors_; }

  /// Queues a ready job where it belongs (see `actors::placed_actor`).
  void route(caf::resumable* job);

  void start() override;
  void stop() override;
  void enqueue(caf::resumable* job) override { route(job); }
  bool detaches_utility_actors() const override { return true; }
  caf::actor_clock& clock() noexcept override { return clock_; }

 private:
  reactor& any();

  std::vector<std::unique_ptr<reactor>> reactors_;
  reactor_clock clock_;
};

}  // namespace parley::net

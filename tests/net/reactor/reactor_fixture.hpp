#pragma once

#include <boost/asio/post.hpp>
#include <caf/all.hpp>
#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

#include "actors/placement.hpp"
#include "net/reactor/reactor_scheduler.hpp"

namespace parley::net::testing {

/// Nothing here takes this long; a bound that is missed fails the test.
inline constexpr std::chrono::seconds patience{20};

/// The future's value; throws when it does not come.
template <class T>
T value_of(std::future<T> future) {
  if (future.wait_for(patience) != std::future_status::ready)
    throw std::runtime_error("nothing came in time");
  return future.get();
}

struct reactor_config : caf::actor_system_config {
  explicit reactor_config(std::size_t reactors) {
    set("scheduler.max-threads", reactors);
    // CAF's own default lets a busy actor run for ever.
    set("scheduler.max-throughput", std::size_t{256});
    load<reactor_scheduler>();
  }
};

/// An actor system on real reactors.
struct reactor_system {
  explicit reactor_system(std::size_t count = 2) : config(count) {}

  reactor_config config;
  caf::actor_system system{config};

  reactor& at(std::size_t index) {
    return *reactor_scheduler::of(system).reactors().at(index);
  }

  /// Runs `act` on a reactor's thread and gives its value.
  template <class Act>
  auto on_reactor(std::size_t index, Act act) {
    using value = decltype(act());
    auto task = std::make_shared<std::packaged_task<value()>>(std::move(act));
    auto done = task->get_future();
    boost::asio::post(at(index).io(), [task] { (*task)(); });
    return value_of(std::move(done));
  }
};

/// The index of the reactor whose thread this is; -1 elsewhere.
inline int here() {
  auto* current = reactor::current();
  return current == nullptr ? -1 : static_cast<int>(current->index());
}

/// A placed actor whose behaviour a test gives.
class scripted_actor final : public actors::placed_actor {
 public:
  using script = std::function<caf::behavior(scripted_actor*)>;

  scripted_actor(caf::actor_config& config, script play, int pinned_to)
      : placed_actor(config), play_(std::move(play)) {
    if (pinned_to >= 0) pin(pinned_to);
  }
  caf::behavior make_behavior() override { return play_(this); }

 private:
  script play_;
};

inline caf::actor spawn_scripted(caf::actor_system& on,
                                 scripted_actor::script play,
                                 int pinned_to = -1) {
  return on.spawn<scripted_actor>(std::move(play), pinned_to);
}

}  // namespace parley::net::testing

#pragma once

// owns            which devices of which users are online, and which rooms
//                 look at whom
// spawned by      registry, on first use
// watched by      registry
// on failure      starts empty; devices show again with their next connection
// mailbox bound   one message per connect, disconnect and room visit

#include <caf/all.hpp>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "actors/messages/presence_orders.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"

namespace parley::actors {

/// A user is online while any of the user's devices is. A device counts as
/// long as its session says so and lives: a dead session leaves no ghost.
struct presence_state {
  using self_ptr = caf::stateful_actor<presence_state, placed_actor>*;

  explicit presence_state(self_ptr self) : self_(self) {}

  void on_device_online(const device_online& note);
  void on_device_offline(core::user_id user, core::device_id device);
  void watch(const watch_user& order);
  void unwatch(core::user_id user, const caf::actor_addr& room);
  void on_down(const caf::down_msg& down);

  static inline const char* name = "presence";

 private:
  struct person {
    std::vector<std::pair<core::device_id, caf::actor_addr>> devices;
    std::vector<caf::actor> rooms;
    core::timestamp last_seen{};
  };

  void tell(core::user_id user, const person& about, const caf::actor& room);
  void tell_all(core::user_id user, const person& about);
  void forget_if_idle(core::user_id user);

  self_ptr self_;
  std::unordered_map<core::user_id, person> people_;
  std::unordered_map<caf::actor_addr, std::pair<core::user_id, core::device_id>>
      sessions_;
  std::unordered_map<caf::actor_addr, std::unordered_set<core::user_id>> rooms_;
};

caf::behavior presence(presence_state::self_ptr self);

}  // namespace parley::actors

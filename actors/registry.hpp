#pragma once

// owns            the table key → live actor, and each key's crash record
// spawned by      actors/system, once
// watched by      actors/system: without it nothing can be found
// on failure      of a child: the next message starts it again (a switchboard
//                 is at once: phones ring because of it), unless it has crashed
//                 `crash_limit` times within `crash_window`: then its
//                 key is refused for `quarantine`. Nobody else is touched.
// mailbox bound   each sender has few messages here: sockets one per connect,
//                 sessions one per room, requests are bounded by the HTTP door
//
// The tree:
//   registry
//   ├── services   accounts, directory, presence, peer hub, switchboard, each
//   │              started on first use
//   ├── sessions   one per device with sockets or within its resume window
//   ├── calls      one per call that rings or goes on
//   └── rooms      one per room in use
// Stopping goes the other way round from starting: sessions, calls, rooms,
// services.

#include <caf/all.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>

#include "actors/messages/registry_orders.hpp"
#include "actors/messages/storage_orders.hpp"
#include "actors/placement.hpp"
#include "core/metrics.hpp"

namespace parley::actors {

/// Starts the actor for a key; the first argument is the registry itself.
using child_factory =
    std::function<caf::actor(caf::event_based_actor*, const child_key&)>;

struct restart_policy {
  std::size_t crash_limit = 5;
  std::chrono::seconds crash_window{60};
  std::chrono::seconds quarantine{30};
};

struct registry_state {
  using self_ptr = caf::stateful_actor<registry_state, placed_actor>*;

  explicit registry_state(self_ptr self) : self_(self) {}

  void init(child_factory factory, restart_policy policy,
            std::shared_ptr<core::server_metrics> metrics);

  /// The live actor of the key, started if need be; none while quarantined or
  /// stopping.
  caf::actor find_or_start(const child_key& key);
  /// Like find_or_start, and counts a message that is passed on to it.
  caf::actor address(const child_key& key);

  caf::result<caf::message> forward(const forward_to& order);
  void tell(const tell_if_live& order);
  caf::result<room_opened> open(const open_room& order);
  void attach(const attach_connection& order);
  void revoke(const revoke_session& order);
  may_retire consider_retirement(const retire& wish);
  void on_down(const caf::down_msg& down);

  caf::result<stopped> stop_all(const stop_children& order);
  void stop_timed_out(std::size_t phase);

  std::size_t live(child_kind kind) const;
  core::result<actor_census> census() const;

  static inline const char* name = "registry";

 private:
  struct child {
    caf::actor handle;
    std::uint64_t forwarded = 0;
  };
  struct crash_record {
    std::deque<std::chrono::steady_clock::time_point> crashes;
    std::chrono::steady_clock::time_point refused_until{};
  };

  void forget(child_key key);
  bool quarantined(const child_key& key) const;
  void record_crash(const child_key& key);
  void stop_phase();
  core::gauge* gauge_of(child_kind kind);

  self_ptr self_;
  child_factory factory_;
  restart_policy policy_;
  std::shared_ptr<core::server_metrics> metrics_;
  std::unordered_map<child_key, child> children_;
  std::unordered_map<caf::actor_addr, child_key> keys_;
  std::unordered_map<child_key, crash_record> crashes_;
  std::array<std::size_t, child_kind_count> live_{};

  bool stopping_ = false;  ///< then stop_phase_ indexes the stop order
  std::size_t stop_phase_ = 0;
  std::int64_t stop_grace_ms_ = 0;
  std::size_t left_behind_ = 0;
  caf::response_promise stop_promise_;
};

caf::behavior registry(registry_state::self_ptr self, child_factory factory,
                       restart_policy policy,
                       std::shared_ptr<core::server_metrics> metrics);

}  // namespace parley::actors

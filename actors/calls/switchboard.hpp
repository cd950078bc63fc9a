#pragma once

// owns            which calls there are, and in which of them users are
// spawned by      registry, as the server starts, and at once after a failure
// watched by      registry, and all calls, which end with it
// on failure      the next life ends what this one left as failed, or missed
// mailbox bound   commands are bounded by the sessions' doors and rates; else a
//                 message for each socket that is greeted

#include <caf/all.hpp>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "actors/calls/call_links.hpp"
#include "actors/calls/recent_ends.hpp"
#include "actors/calls/settling.hpp"
#include "actors/messages/call_requests.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"

namespace parley::actors {

/// The one place that decides who is busy, and that two who call each other
/// are in one call: a room has one call at a time, and whoever calls where one
/// lives answers it. A user takes part in one call at a time; the booking is
/// made before the call learns of the answer, so that no two calls get one.
struct switchboard_state {
  using self_ptr = caf::stateful_actor<switchboard_state, placed_actor>*;
  using answered = caf::result<core::result<call_ptr>>;

  explicit switchboard_state(self_ptr self) : self_(self) {}

  void init(call_links_ptr links, const call_settings& settings);

  answered take(const call_command& command);
  void on_socket_ready(const socket_ready& note);
  void on_opened(core::call_id call);
  void on_freed(const call_freed& note);
  void on_joined(const call_joined& note);
  void on_left(const call_left& note);
  void on_over(core::call_id call);
  void on_removed(const caller_removed& note);
  void on_call_down(const caf::actor_addr& call);
  /// Ends what an earlier life left.
  void sweep(core::timestamp after = {});
  /// Tells of the ends that an earlier life kept, and may not have told.
  void recall_ends();
  void settle_on(const settle_again& again);

  static inline const char* name = "switchboard";

 private:
  /// A call that lives.
  struct line {
    core::room_id room;
    std::vector<core::user_id> parties;  ///< who may answer
    std::size_t known = 0;               ///< how many that ever were
    /// How many each gave to it, the one by calling or being called counted.
    std::unordered_map<core::user_id, std::uint64_t> answers{};
  };
  /// Where a call is to be, and between whom.
  struct scene {
    core::room_id room;
    bool group = false;
    std::vector<core::user_card> people;
  };
  using found_scene = std::function<void(core::result<scene>)>;

  // switchboard_placing.cpp
  void invite(const call_command& command, const invite_to_call& what,
              caf::response_promise promise);
  void find_pair(const identity_ptr& by, core::user_id to, found_scene then);
  void find_room(const identity_ptr& by, core::room_id room, found_scene then);
  void find_members(const identity_ptr& by, core::room_id room,
                    found_scene then);
  void place(const call_command& command, const scene& where,
             caf::response_promise promise);
  /// Somebody calls where a call is on.
  void join(const call_command& command, const scene& where, core::call_id on,
            caf::response_promise promise);
  core::result<core::user_card> admit(core::user_id who, const scene& where,
                                      core::call_id to);
  core::call plan_of(const call_command& command, const scene& where) const;
  void connect(const core::call& plan);

  void accept(const call_command& command, caf::response_promise promise);
  void pass_on(const call_command& command, caf::response_promise promise);
  forward_to order_to(core::call_id call, caf::message content) const;
  void forget(core::call_id call);
  void release(core::call_id call, core::user_id who);
  void bury(const core::call& left);
  void announce_end(const call_ptr& over);
  void tell_end(const call_ptr& over, const core::call_tell& what);

  self_ptr self_;
  call_links_ptr links_;
  call_settings settings_;
  std::unordered_map<core::call_id, line> lines_;
  std::unordered_map<core::room_id, core::call_id> rooms_;
  std::unordered_map<core::user_id, core::call_id> booked_;
  std::unordered_multimap<core::user_id, core::call_id> called_;
  std::unordered_map<caf::actor_addr, core::call_id> calls_;
  std::unique_ptr<recent_ends> ends_;
};

caf::behavior switchboard(switchboard_state::self_ptr self,
                          call_links_ptr links, call_settings settings);

}  // namespace parley::actors

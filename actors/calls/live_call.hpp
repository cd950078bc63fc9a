#pragma once

// owns            the state of one call, its timers, and the signals that wait
// spawned by      registry, when the switchboard places a call
// watched by      registry, and the switchboard, which ends it for everybody if
//                 it fails; it ends with the switchboard
// on failure      the store has it as not over: the switchboard makes it so
// mailbox bound   commands are bounded by the sessions' doors and rates; else a
//                 message for each socket of its users that comes or goes

#include <caf/all.hpp>
#include <chrono>
#include <memory>
#include <unordered_map>
#include <vector>

#include "actors/calls/call_links.hpp"
#include "actors/calls/settling.hpp"
#include "actors/messages/call_requests.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"
#include "core/calls/call_machine.hpp"
#include "core/calls/waiting_signals.hpp"

namespace parley::actors {

/// One call, from the moment it is kept until the log of its room says what
/// became of it. It decides by the rules of `core::call_machine`; devices are
/// told at once, the store follows.
struct live_call_state {
  using self_ptr = caf::stateful_actor<live_call_state, placed_actor>*;
  using answered = caf::result<core::result<call_ptr>>;

  explicit live_call_state(self_ptr self) : self_(self) {}

  void init(core::call_id id, call_links_ptr links,
            const call_settings& settings);

  answered start(const start_call& order);
  answered take(const call_command& command);
  void show_to(const show_call& order);
  void on_socket_found(const socket_found& note);
  void on_socket_gone(const socket_gone& note);
  /// Of a session, or of the switchboard, which ends it too.
  void on_down(const caf::actor_addr& who);
  void on_removed(const caller_removed& note);
  /// `generation`: of the timer that was set last.
  void tick(std::uint64_t generation);
  void settle_on(const settle_again& again);
  void retire_if_done();
  void on_may_retire(bool granted);
  void stop();

  static inline const char* name = "live_call";

 private:
  using effects = core::call_effects;

  /// The socket through which a user takes part; none: not found yet.
  struct seat {
    connection_id socket;
    caf::actor session;
    socket_ready heir;  ///< a later one of the same device
  };

  core::timestamp now() const;
  void wait_for_store();
  void begin(const call_command& by, const effects& first,
             const core::result<storage::done>& kept);
  core::result<call_ptr> answer(const call_command& command);
  core::result<effects> act(const call_command& command);
  core::result<effects> pass_on(const call_command& command,
                                const send_signal& what);
  core::result<const core::call_party*> addressee(core::user_id from,
                                                  core::user_id to) const;
  /// On which the user takes part; none: on no device.
  core::device_id device_of(core::user_id who) const;
  bool sits_on(core::user_id who, core::device_id device) const;
  std::size_t most_for_one() const;
  void deliver(const core::call_signal& what);
  void drop_stale();
  void deliver_waiting();

  void sit(const identity& who, connection_id socket, const caf::actor& on);
  void find_socket(const identity& who);
  void lose(core::user_id who);

  /// Runs `act` on the machine and does what comes of it.
  template <class Act>
  void change(Act act) {
    auto before = held();
    perform(act(), before);
  }
  void perform(const effects& what, const std::vector<core::user_id>& held);
  std::vector<core::user_id> held() const;
  void free(core::user_id who);
  void tell(const core::call_tell& what);
  void keep();
  void finish();
  void set_timer();
  const call_ptr& snapshot();
  void ask_to_retire();

  self_ptr self_;
  core::call_id id_;
  call_links_ptr links_;
  call_settings settings_;
  caf::actor switchboard_;
  std::unique_ptr<core::call_machine> machine_;  ///< none: it never began
  call_ptr snapshot_;                            ///< none: it changed since
  std::unordered_map<core::user_id, seat> seats_;
  std::unordered_map<core::user_id, std::uint64_t> answers_;
  core::waiting_signals waiting_;
  settlement_ptr settlement_;

  core::timestamp wall_start_{};
  std::chrono::steady_clock::time_point clock_start_{};
  std::uint64_t timer_ = 0;
  std::uint64_t from_registry_ = 0;
  bool settled_ = false;
  bool stopping_ = false;
};

caf::behavior live_call(live_call_state::self_ptr self, core::call_id id,
                        call_links_ptr links, call_settings settings);

}  // namespace parley::actors

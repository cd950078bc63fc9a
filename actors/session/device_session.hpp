#pragma once

// owns            one device's identity, its sockets and the rooms it has open
// spawned by      registry, on the first socket of the device
// watched by      registry
// on failure      it has its edges close its sockets, which reconnect
// mailbox bound   `core::admission` of 1,024 events, entered by connections;
//                 commands to rooms enter the room's door first

#include <caf/all.hpp>
#include <chrono>
#include <optional>
#include <vector>

#include "actors/messages/call_requests.hpp"
#include "actors/messages/presence_orders.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"
#include "core/admission.hpp"
#include "core/rate_limits.hpp"
#include "core/seldom.hpp"

namespace parley::actors {

/// The session's note to itself. One type for all: each handler of an actor
/// costs every idle one of them 40 bytes.
struct session_due {
  enum class what : std::uint8_t {
    idle,     ///< time to see whether the user is still there
    offline,  ///< … to tell others that the user went
    window,   ///< … to end
  };
  what is;
  std::uint64_t generation = 0;  ///< of the disconnection it was set for
};

struct session_settings {
  std::chrono::milliseconds resume_window{120'000};
  std::chrono::milliseconds offline_delay{3'000};  ///< hides short breaks
  std::chrono::milliseconds away_after{0};  ///< without an event; 0: never
};

struct session_links {
  caf::actor registry;
  std::vector<caf::actor> edges;  ///< by `connection_id::edge()`
  std::shared_ptr<core::rate_limits> rates;
  session_settings settings;
};

/// One login of a user. It outlives its sockets by the resume window, checks
/// the user's rate, and hands what clients ask to the right room in the
/// order they asked.
struct device_session_state {
  using self_ptr = caf::stateful_actor<device_session_state, placed_actor>*;

  explicit device_session_state(self_ptr self) : self_(self) {}
  ~device_session_state();

  void init(core::device_id device, std::shared_ptr<const session_links> links);

  void attach(const attach_connection& order);
  void detach(const detach_connection& order);
  void take(client_event& event);
  void take_call(const call_event& event);
  void watch(const watch_socket& order);
  void take_presence(presence_event& event);
  void announce_again(std::uint64_t life);
  void on_due(const session_due& due);
  void on_room_opened(const room_opened& opened);
  void on_down(const caf::down_msg& down);
  void on_room_ended(const room_ended& note);
  void revoke(const revoke_session& order);
  void stop();

  static inline const char* name = "device_session";

 private:
  struct socket {
    connection_id id;
    std::vector<core::room_id> joined;
    /// That want to know when it goes.
    core::seldom<std::vector<caf::actor_addr>> calls;
    core::seldom<std::vector<core::user_id>> looks_at;
    bool only_listens = false;
  };
  /// What a socket that is gone looked at, for the one that comes back.
  struct former_look {
    connection_id socket;
    std::vector<core::user_id> users;
  };

  /// A room this session talks to. While `handle` is empty the registry is
  /// still looking and commands wait, at most `max_waiting`.
  struct open_link {
    core::room_id room;
    caf::actor handle;
    std::shared_ptr<core::admission> door;
    core::seldom<std::vector<room_command>> waiting;
    std::uint64_t opening = 0;
  };

  static constexpr std::size_t max_waiting = 256;
  static constexpr std::size_t max_rooms = 1024;
  static constexpr std::size_t max_events = 1024;
  static constexpr std::size_t max_former = 4;

  using clock = std::chrono::steady_clock;

  const caf::actor& edge_of(connection_id id) const;
  socket* find_socket(connection_id id);
  socket* newest_for_calls();
  open_link* find_link(core::room_id room);
  open_link& link_to(core::room_id room);
  void request_room(core::room_id room, std::uint64_t opening);
  void hand_over(open_link& link, room_command command);
  /// Until the user may say this; 0: now, and it counts.
  std::chrono::milliseconds wait_of(const client_event& event);
  std::chrono::milliseconds wait_of(const call_event& event);
  std::chrono::milliseconds wait_to_speak();
  /// True when there is nothing to wait for; else it was refused.
  bool may_speak(const origin& from, std::chrono::milliseconds wait);
  void note_active();
  void answer_call(const call_event& to, const core::result<call_ptr>& said);
  void tell_calls(const socket& gone);
  void note_membership(socket& at, const client_event& event);
  bool joined_by_any(core::room_id room) const;
  void close_unused();
  void close_if_unused(core::room_id room);
  void refuse(const origin& from, core::failure why);
  void refuse_waiting(open_link& link, const core::failure& why);
  void tell_presence(bool online);
  void forward_to_presence(caf::message what);
  void go_on_looking(const origin& from, connection_id former);
  void look(const origin& from, socket& at, std::vector<core::user_id> users);
  void keep_look(socket& gone);
  void choose(const origin& from, const choose_presence& what);
  void set_away(bool away, bool idle);
  void last_socket_gone();
  void check_idle();
  void announce_offline();
  void window_over();

  self_ptr self_;
  identity_ptr who_;
  core::device_id device_;
  std::shared_ptr<const session_links> links_;
  std::shared_ptr<core::admission> door_ =
      std::make_shared<core::admission>(max_events);
  std::vector<socket> sockets_;
  std::vector<open_link> rooms_;
  std::uint64_t openings_ = 0;       ///< of rooms, so far
  std::uint64_t from_registry_ = 0;  ///< messages that came through it
  std::uint64_t disconnections_ = 0;
  std::vector<former_look> former_looks_;  ///< the oldest first
  clock::time_point active_at_{};
  bool away_ = false;  ///< the client says so
  bool idle_ = false;  ///< it says nothing
  bool idle_tick_set_ = false;
  bool announced_ = false;
  bool stopping_ = false;
};

caf::behavior device_session(device_session_state::self_ptr self,
                             core::device_id device,
                             std::shared_ptr<const session_links> links);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::session_due)

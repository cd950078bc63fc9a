#pragma once

// owns            the order of one room: its log's head, its members, who types
// spawned by      registry, when somebody first needs the room
// watched by      registry, and the sessions that have it open
// on failure      what was in flight is answered; sessions tell their sockets
//                 to join again; the next life rebuilds all from the store
// mailbox bound   `door_`: sessions enter before they send; requests come
//                 through the HTTP door
//
//   socket     edge       session       room        store writer
//     │ frame   │            │            │              │
//     ├────────►│client_event│            │              │
//     │         ├───────────►│room_command│              │
//     │         │            ├───────────►│ append_order │
//     │         │            │            ├─────────────►│ … commit
//     │         │   reply (ack), room_event◄─append_done─┤
//     │◄────────┤◄───────────┼────────────┤              │

#include <caf/all.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "actors/acts.hpp"
#include "actors/messages/edge_orders.hpp"
#include "actors/messages/presence_orders.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/messages/room_requests.hpp"
#include "actors/placement.hpp"
#include "actors/room/latest_messages.hpp"
#include "actors/room/recent_endings.hpp"
#include "actors/room/recent_entries.hpp"
#include "actors/storage/storage_client.hpp"
#include "core/metrics.hpp"
#include "core/typing_board.hpp"

namespace parley::actors {

/// The room's notes to itself: time to store what was read by sending, and to
/// tell members what they have not read.
struct marks_tick {};
struct unread_tick {};
/// … to end what nobody renewed, and to tell who types now.
struct typing_tick {};
struct typing_due {};

struct room_settings {
  std::size_t content_limit = 32 << 10;
  std::size_t ring_entries = 1024;
  std::size_t ring_bytes = 256 << 10;
  std::size_t queue = 4096;
  std::chrono::milliseconds idle{120'000};
  std::uint32_t replay_entries = 1000;  ///< more missed: a snapshot
  std::uint64_t replay_bytes = 512 << 10;
  std::uint32_t snapshot_messages = 50;
  std::size_t listed_members = 100;  ///< in a join's answer
  std::size_t presence_crowd = 64;  ///< above it nobody is told who comes, goes
  std::chrono::milliseconds resume_window{
      120'000};                    ///< who returns later, anew
  std::size_t unread_crowd = 256;  ///< above it nobody is told what is unread
};

struct room_links {
  caf::actor registry;
  std::vector<caf::actor> edges;  ///< by `connection_id::edge()`
  storage_client store;
  std::shared_ptr<core::server_metrics> metrics;
};

struct room_state {
  using self_ptr = caf::stateful_actor<room_state, placed_actor>*;

  explicit room_state(self_ptr self);
  ~room_state();

  void init(core::room_id id, std::shared_ptr<const room_links> links,
            const room_settings& settings);

  // -- life -------------------------------------------------------------------
  void load();
  void on_loaded(core::result<storage::room_state> loaded);
  void load_posts();
  void load_latest();
  void start_serving();
  void retire_if_idle();
  void on_may_retire(bool granted);
  void stop();

  // -- sessions ---------------------------------------------------------------
  room_opened open(const open_room& order);
  void close(const caf::actor_addr& session);
  void on_user_status(const user_status& status);
  void on_presence_forgot(const presence_forgot& note);

  // -- sockets ----------------------------------------------------------------
  void take(room_command& command);
  void on_append_done(append_done& done);
  void on_hold_overflowed(const hold_overflowed& note);
  void on_edge_idle(const edge_idle& note);
  void on_expelled(const expelled& note);
  void expire_typing();
  void on_typing_due();
  void store_own_marks();
  void tell_unread();

  // -- requests ---------------------------------------------------------------
  caf::result<core::result<room_view>> authorize(const authorize_action& ask);
  caf::result<core::result<storage::page<core::room_member>>> list_members(
      const list_room_members& ask);
  caf::result<core::result<std::vector<storage::member_position>>> read_marks(
      const list_read_marks& ask);
  caf::result<core::result<core::room_member>> add_member(
      const add_room_member& ask);
  caf::result<core::result<storage::done>> remove_member(
      const remove_room_member& ask);
  caf::result<core::result<core::message>> post(const post_message& ask);
  caf::result<core::result<core::message>> alter(const alter_message& ask);
  caf::result<core::result<storage::unread_state>> move_mark_of(
      const move_mark& ask);
  caf::result<core::result<core::alert_settings>> set_alerts_of(
      const set_room_alerts& ask);
  caf::result<core::result<storage::done>> expire(const expire_message& order);
  caf::result<core::result<storage::done>> remove_message(
      const remove_reported& order);
  caf::result<core::result<storage::done>> log_call(const note_call& order);
  void on_card_changed(const card_changed& news);

  // -- those who manage -------------------------------------------------------
  caf::result<core::result<room_view>> update(const update_room& ask);
  caf::result<core::result<storage::done>> remove(const delete_room& ask);
  caf::result<core::result<storage::done>> end(const end_room& order);
  caf::result<core::result<core::room_member>> set_role(
      const set_room_role& ask);
  caf::result<core::result<storage::done>> restrict_one(
      const restrict_user& ask);
  caf::result<core::result<storage::done>> lift(const lift_restriction& ask);
  caf::result<core::result<std::vector<core::restriction>>> restrictions(
      const list_room_restrictions& ask);
  caf::result<core::result<core::room_member>> let_in(const admit_user& ask);
  caf::result<core::result<storage::done>> reload_blocks();

  static inline const char* name = "room";

 private:
  using clock = std::chrono::steady_clock;

  /// An append under way; `finish` is told how it ended, after head, members
  /// and the other sockets know of it.
  struct append_in_flight {
    std::shared_ptr<room_event> event;  ///< without seq yet
    clock::time_point since;
    std::function<void(const core::result<storage::appended>&)> finish;
  };

  /// Somebody a request is from or about.
  struct party {
    core::user_card card;
    core::standing standing;
  };
  struct parties {
    party by;
    std::optional<party> target;  ///< none: it is about nobody
  };

  /// Removal under way: waits for the edges to say nobody sees it any more.
  struct expulsion {
    std::size_t edges_left = 0;
    caf::response_promise promise;
  };

  /// A session that has the room open.
  struct attendance {
    core::user_id user;
    std::uint64_t opening = 0;  ///< as in `open_room`
  };

  /// Somebody who has the room open, or had it and is seen by the others.
  struct attendee {
    unsigned sessions = 0;   ///< that have it open
    bool here = false;       ///< connected
    bool told = false;       ///< the others were: he is there
    presence_changed shown;  ///< to those it is not hidden from
    user_set_ptr hidden_from;

    bool is_shown() const { return shown.status != presence_status::offline; }
    bool is_shown_to(core::user_id viewer) const {
      return is_shown() && !(hidden_from && hidden_from->contains(viewer));
    }
  };
  /// A socket that joins, and whose it is.
  struct joiner {
    origin to;
    core::user_id user;
  };

  /// A socket whose user is about to become a member.
  struct admission {
    connection_id connection;
    core::user_id user;
    caf::actor_addr session;
  };

  /// How a join ends. After a `subscribe` the answer ends at `held_from`:
  /// what the edge holds above it comes next.
  struct join_outcome {
    recovery recovered;
    std::optional<core::seq_t> held_from{};
  };

  // room_commands.cpp
  void act(room_command& command);
  void act(room_command& command, broadcast& what);
  void act(room_command& command, send_message& what);
  void act(room_command& command, join_channel& what);
  void act(room_command& command, leave_channel& what);
  void act(room_command& command, signal_typing& what);
  void act(room_command& command, change_message& what);
  void act(room_command& command, mark_read& what);
  void hear_then_act(room_command& command);
  void admit_then_join(const room_command& command, const join_channel& what);
  void refuse_join(const room_command& command, const core::failure& why);
  void dismiss(core::user_id who);
  void end_opening(const caf::actor_addr& session);
  void admit(const room_command& command, const join_channel& what,
             const core::result<core::group_member>& member);
  void end_admission(const room_command& command, const join_channel& what,
                     core::result<void> admitted);
  void answer_join(const joiner& who, const join_channel& what);
  void replay_from_store(const joiner& who, core::seq_t since);
  void release_afresh(const joiner& who);
  void send_release(const joiner& who, join_outcome how,
                    std::vector<room_event_ptr> entries);
  void send_subscribe(const origin& to);

  // room_log.cpp
  using appended_handler =
      std::function<void(const core::result<storage::appended>&)>;
  core::result<void> append_message(storage::append_message order,
                                    appended_handler finish);
  void submit(storage::append_message order, const core::result<void>& may,
              const appended_handler& finish);
  void tell_draft_ended(core::user_id who);
  core::result<void> append_change(bool joined, core::user_card who,
                                   core::member_role role,
                                   appended_handler finish,
                                   core::act_ptr act = {});
  /// `act`: kept with it, if it is an act of somebody with power.
  core::result<void> append(decltype(append_order::op) op,
                            std::shared_ptr<room_event> event,
                            appended_handler finish, core::act_ptr act = {});
  core::result<storage::append_message> compose(const identity& by,
                                                send_message what);
  void complete(room_event& event, const storage::appended& stored);
  void apply_to_members(const room_event& event);
  void remember(const room_event_ptr& event);
  void renew_expiry(core::message& of) const;
  void end_calls(core::user_id who);
  room_event_ptr as_event(core::message message) const;
  room_event_ptr as_event(core::log_entry entry) const;
  void emit(room_event_ptr event);
  void emit_ephemeral(service_class service, event_body body,
                      core::user_id except = {});
  std::shared_ptr<const member_list> members_for_join();

  // message_changes.cpp
  struct change_order {
    identity_ptr by;
    change_message what;
    appended_handler finish;
  };
  void change(const change_order& order);
  void change_as(const core::standing& standing, const change_order& order);
  void decide_change(const core::standing& standing, const change_order& order,
                     core::user_id author);
  /// What is kept of a change that takes power; none of all others. `author`:
  /// of the message, where that matters.
  core::act_ptr act_of_change(const change_order& order,
                              core::user_id author) const;
  void with_author(core::message_id of,
                   std::function<void(core::result<core::user_id>)> then);
  core::result<void> append_checked(const identity& by, change_message what,
                                    appended_handler finish, core::act_ptr act);
  void amend(const core::message& now);

  // read_marks.cpp
  void with_own_marks(std::vector<storage::member_position>& all) const;
  void move(core::user_id who, const mark_read& what,
            std::function<void(core::result<storage::unread_state>)> then);
  void note_own_message(core::user_id sender, core::seq_t seq);

  // room_alerts.cpp
  class alert_list;
  void tell_outside(const room_event_ptr& event);
  void alert_members(const room_event_ptr& event, core::user_id answered);
  void alert(const std::vector<core::user_id>& users, alert_reason why,
             const room_event_ptr& about);
  void note_eager(core::user_id who, const core::alert_settings& alerts);
  void count_message(const core::message& message);
  void count_own_messages();
  void send_unread();
  void note_read(core::user_id who, const storage::unread_state& now);
  void set_count(core::user_id who, std::uint64_t read, std::uint64_t mentions);

  // room_people.cpp
  void show(core::user_id who, attendee& as, std::uint64_t once);
  void count_shown(bool before, bool now);
  void review_crowd();
  void follow_life(std::uint64_t life);
  void watch(core::user_id who, bool again = false);
  void stop_attending(core::user_id who);
  void stop_watching(core::user_id who);
  void follow_hiding(core::user_id who, const attendee& as,
                     const user_set_ptr& before);
  void follow_showing(const attendee& as, const user_set_ptr& before);
  void tell_some(const user_set_ptr& among, const user_set_ptr& without,
                 const presence_changed& what);
  void show_newcomer(const room_event& event);
  std::vector<presence_changed> shown_members(core::user_id viewer) const;
  std::vector<room_event_ptr> news_for(core::user_id viewer) const;
  bool is_back(const recent_endings::ending& gone, core::user_id viewer) const;
  void tell_typing();
  void note_typing();
  std::chrono::milliseconds typing_pause() const;

  // room_mentions.cpp
  core::mention_set mentions_in(std::string_view content);
  std::vector<core::user_id> called_by(const core::mention_set& mentions) const;
  std::vector<core::user_id> present_members() const;
  /// Whether more members than this have the room open.

  // room_requests.cpp
  core::standing standing_of(const identity& by) const;
  core::result<void> check(const identity& by, core::action what) const;
  core::subject about(core::user_id by = {}) const;
  bool is_member(core::user_id who) const;
  /// Of who sends a request.
  void with_standing(identity_ptr by,
                     std::function<void(core::result<core::standing>)> then);
  void find_standing(identity_ptr by,
                     std::function<void(core::result<core::standing>)> then);
  /// With what a member is in the group.
  void look_up_standing(identity_ptr by,
                        std::function<void(core::result<core::standing>)> then);
  /// What somebody who may not is told, once it is known what they see.
  void explain(identity_ptr by, core::action what, const core::failure& why,
               std::function<void(const core::failure&)> then);
  void refuse(const room_command& command, core::action what,
              const core::failure& why);
  storage_client ordered_reads() const;
  room_view view_for(const identity& by) const;
  storage::page<core::room_member> members_page(
      const list_room_members& ask) const;
  void tell_profile(const card_changed& news);
  void add_after_lookup(const add_room_member& ask,
                        caf::response_promise promise);

  // room_removal.cpp
  void follow_removal(const remove_room_member& order,
                      caf::response_promise promise);
  void remove_checked(core::user_card who, caf::response_promise promise,
                      core::act_ptr act = {});
  void remove_ended(const core::user_card& who, caf::response_promise promise);
  void expel_everywhere(core::user_id who, caf::response_promise promise);
  void log_leavers();
  void log_leaver(const core::user_card& who);
  /// Whether it was one.
  bool forget_member(core::user_id who);

  // room_governance.cpp
  void with_parties(identity_ptr by, core::user_id whom,
                    std::function<void(core::result<parties>)> then);
  void find_party(core::user_id whom, core::server_role server,
                  std::function<void(core::result<party>)> then);
  core::result<void> check(const parties& who, core::action what,
                           core::member_role granted = {}) const;
  core::result<void> append_profile(const core::user_card& by,
                                    core::room_profile profile,
                                    appended_handler finish, core::act_ptr act);
  core::act_ptr act_here(const identity& by, const char* what,
                         core::about target,
                         const act_details& details = {}) const;
  void end_everywhere(caf::response_promise promise);
  /// `turned`: it is open that was closed, or the other way round.
  void announce(channel_news::kind what, bool turned = false);
  void tell_added(core::user_id who);

  // room_standing.cpp
  core::result<void> append_standing(standing_changed change,
                                     std::string reason,
                                     appended_handler finish,
                                     core::act_ptr act);
  void change_role(const parties& who, const set_room_role& ask,
                   caf::response_promise promise);
  void after_ban(core::user_id who, caf::response_promise promise);
  void apply_to_room(const room_event& event);
  int slow_wait_ms(core::user_id who) const;
  void note_post(core::user_id who);
  void remember_post(const storage::recent_post& post);

  void answer(const origin& to, reply_body body);
  const caf::actor& edge_of(connection_id id) const;
  void welcome(const open_room& order);
  void stop_typing(core::user_id who);
  bool idle() const;

  self_ptr self_;
  core::room_id id_;
  std::shared_ptr<const room_links> links_;
  room_settings settings_;
  std::shared_ptr<core::admission> door_;

  core::failure broken_;  ///< why the room could not be loaded
  bool usable_ = false;
  core::room meta_;
  core::seq_t head_ = 0;
  std::uint64_t messages_ = 0;  ///< in the log
  std::unordered_map<core::user_id, core::room_member> members_;
  std::unordered_set<core::user_id> eager_;  ///< want every message, maybe left
  unread_counts counts_;
  bool unread_tick_set_ = false;
  std::shared_ptr<const member_list> listed_members_;
  std::vector<core::user_card> leavers_;  ///< whose entry is to be made
  core::room_profile next_profile_;       ///< once all changes are stored
  std::size_t profiles_in_flight_ = 0;
  std::unordered_map<core::user_id, core::restriction> bans_;
  std::unordered_map<core::user_id, core::restriction> mutes_;
  std::unordered_map<core::user_id, clock::time_point> last_posts_;
  bool blocked_ = false;  ///< one of the two people blocks the other
  std::uint64_t block_reviews_ = 0;
  recent_entries recent_;
  latest_messages latest_;
  recent_endings endings_;

  std::unordered_map<caf::actor_addr, attendance> sessions_;
  std::unordered_map<core::user_id, attendee> attendees_;
  std::size_t attending_ = 0;  ///< of them with a session
  std::size_t shown_ = 0;      ///< of them that are there for others
  bool is_crowd_ = false;      ///< too many to be told of each
  std::uint64_t presence_life_ = 0;
  std::vector<std::uint64_t> subscribed_;  ///< subscriptions sent, by edge
  std::vector<bool> edge_listens_;
  std::vector<admission> admissions_;  ///< leaving takes one out
  core::typing_board typing_;
  clock::time_point typing_calm_until_{};
  bool typing_tick_set_ = false;
  bool typing_due_set_ = false;
  /// Who has sent what since the marks were last stored.
  std::unordered_map<core::user_id, core::seq_t> own_marks_;
  bool marks_tick_set_ = false;
  /// Members by the lower-case user name; empty until a name is called.
  std::unordered_map<std::string, core::user_id> by_name_;

  std::uint64_t next_tag_ = 1;
  std::unordered_map<std::uint64_t, append_in_flight> in_flight_;
  std::unordered_map<std::uint64_t, expulsion> expulsions_;
  std::size_t reads_in_flight_ = 0;
  std::uint64_t from_registry_ = 0;
  clock::time_point last_used_{};
  bool stopping_ = false;
  bool ended_ = false;  ///< deleted
};

caf::behavior room(room_state::self_ptr self, core::room_id id,
                   std::shared_ptr<const room_links> links,
                   room_settings settings);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::marks_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::unread_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::typing_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::typing_due)

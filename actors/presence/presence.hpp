#pragma once

// owns            which devices of which users are connected, what the users
//                 have chosen to be, and who looks at whom
// spawned by      registry, on first use
// watched by      registry
// on failure      starts empty; edges tell of their devices within half a
//                 minute, and sessions that are asked then say all again
// mailbox bound   one message per connect, disconnect and room visit, one per
//                 thousand devices and half minute; clients' events pass their
//                 sessions' doors
//
// What a user is comes from here on one way: whatever may have changed it marks
// the user, and the next tick tells those who look, if it did: at once after a
// calm, else the tick that is due.
//
//   session · edge · room · client        store
//        │ device_online, …                 │
//        ├──────────► mark ──── load ──────►│ once per user
//        │             │ tick               │
//   rooms◄─user_status─┤                    │
//   edges◄─tell_lookers┘

#include <caf/all.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "actors/messages/presence_orders.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"
#include "actors/presence/interests.hpp"
#include "actors/storage/storage_client.hpp"
#include "core/block_list.hpp"
#include "core/lease_list.hpp"
#include "core/seldom.hpp"

namespace parley::actors {

/// Presence's note to itself: time to ask the store again.
struct load_due {};

struct presence_settings {
  std::chrono::milliseconds tick{100};      ///< between two rounds of news
  std::chrono::milliseconds lease{75'000};  ///< edges renew every 30 s
  std::chrono::minutes seen_pause{5};  ///< who stays is stored as seen so often
  std::chrono::seconds seen_flush{10};
  std::size_t most_interests = 1'000'000;
  std::size_t most_interests_of_user = 10'000;
  /// There was a life before this one, and what it told stands until the edges
  /// have reported for so long.
  bool restarted = false;
  std::chrono::seconds gathering{35};
  std::function<core::timestamp()> now = core::now;
};

struct presence_links {
  caf::actor registry;
  std::vector<caf::actor> edges;  ///< by `connection_id::edge()`
  storage_client store;
  /// Kept for all who are known here, for those who alert.
  std::shared_ptr<core::block_list> blocks;
};

struct presence_state {
  using self_ptr = caf::stateful_actor<presence_state, placed_actor>*;
  using answered = caf::result<core::result<presence_report>>;
  using all_answered = caf::result<core::result<std::vector<presence_changed>>>;

  explicit presence_state(self_ptr self);
  ~presence_state();

  void init(std::shared_ptr<const presence_links> links,
            presence_settings settings);

  // -- devices ----------------------------------------------------------------
  void on_device_online(const device_online& note);
  void on_device_offline(const device_offline& note);
  void renew(const devices_alive& note);
  void on_down(const caf::down_msg& down);

  // -- rooms ------------------------------------------------------------------
  void watch(const watch_user& order);
  void unwatch(core::user_id user, const caf::actor_addr& room);

  // -- clients ----------------------------------------------------------------
  void take(const presence_command& command);
  void on_looker_gone(const looker_gone& note);
  answered find(const find_presence& ask);
  all_answered find(const find_people& ask);

  // -- time and the store -----------------------------------------------------
  void on_privacy_changed(core::user_id user);
  void tell_news();
  void keep_up();
  void go_on_loading();
  void stop();

  static inline const char* name = "presence";

 private:
  using clock = std::chrono::steady_clock;

  struct connected {
    core::device_id id;
    caf::actor_addr session;
    bool away = false;
  };
  struct asker {
    identity_ptr by;
    std::function<void(core::result<presence_report>)> tell;
    bool is_asked = false;  ///< the store was asked about this one
  };

  struct person {
    std::vector<connected> devices;
    std::vector<caf::actor> rooms;

    // As the store says.
    bool loaded = false;
    bool is_queued = false;      ///< in `to_load_`
    bool is_loading = false;     ///< the store is asked
    bool has_newcomers = false;  ///< who look, of whom it was not asked
    bool known = false;          ///< there is such a user
    core::presence_audience audience = core::presence_audience::everyone;
    bool told_here = false;  ///< those who look were told that he is there
    bool rooms_ask = false;  ///< a room wants to be told, whatever it is
    std::size_t wishes_in_flight = 0;
    clock::time_point loaded_at{};
    core::seldom<core::presence_choice> choice;
    core::seldom<core::presence_choice> next_choice;  ///< once all is stored
    user_set_ptr hidden_from;
    /// If the audience is shared.
    core::seldom<std::unordered_set<core::user_id>> company;
    core::timestamp last_seen{};
    core::timestamp stored_seen{};

    // What those who look were told.
    core::presence_view told;
    std::uint64_t version = 0;

    // Until it is loaded.
    core::seldom<std::vector<presence_command>> wishes;
    core::seldom<std::vector<asker>> askers;

    bool is_settled() const { return loaded && !is_queued && !is_loading; }
    core::device_count count() const;
  };

  /// A session with a device here, or with sockets that look.
  struct attached {
    core::user_id user;
    core::device_id device;  ///< none: it is offline
    std::vector<connection_id> lookers;
  };

  static constexpr std::size_t most_waiting = 16;  ///< wishes of a user
  static constexpr std::size_t load_batch = 128;
  static constexpr std::size_t most_company = 1000;
  static constexpr std::size_t most_seen = 100'000;

  void drop_device(core::user_id user, core::device_id device);
  bool is_gathering() const;
  void review_blocks_once();
  person& person_of(core::user_id user);
  void forget_if_idle(core::user_id user);
  attached& attach(const caf::actor& session, core::user_id user);
  void detach_if_unused(const caf::actor_addr& session);
  void mark(core::user_id user);

  // presence_lookers.cpp
  class news_for_edges;
  void look(const presence_command& command, const look_at& what);
  bool tell_person(core::user_id user, person& who, news_for_edges& news);
  void tell_rooms(core::user_id user, const person& who);
  void tell_room(core::user_id user, const person& who, const caf::actor& room);
  presence_changed shown(core::user_id user, const person& who,
                         const core::presence_view& view) const;
  static bool may_see(core::user_id looker, core::user_id user,
                      const person& who);
  void review_lookers(core::user_id user, const person& who);
  void review_newest(core::user_id user, const person& who);
  void answer(const origin& to, reply_body body);
  void inquire(core::user_id user, asker from);
  /// All of them, or those whom the store was asked about.
  void answer_askers(core::user_id user, person& who, bool only_asked = false);
  presence_report report_for(const identity& by, core::user_id user,
                             const person& who);

  // presence_store.cpp
  void queue_load(core::user_id user, person& who);
  void welcome_looker(core::user_id user, person& who);
  void load_next();
  std::vector<core::user_id> company_of(core::user_id user, person& who);
  void on_loaded(const std::vector<core::user_id>& users,
                 core::result<std::vector<storage::presence_record>> got);
  void take_record(const storage::presence_record& record);
  bool take_privacy(person& who, const storage::presence_record& record);
  void refuse_waiting(person& who, const core::failure& why);
  void choose(const presence_command& command);
  void choose(person& who, const presence_command& command);
  void take_choice(core::user_id user, person& who,
                   const core::presence_choice& choice);
  void set_choice(core::user_id user, person& who,
                  core::presence_choice choice);
  void end_choices();
  void note_seen(core::user_id user, person& who);
  void store_seen();

  self_ptr self_;
  std::shared_ptr<const presence_links> links_;
  presence_settings settings_;
  std::unordered_map<core::user_id, person> people_;
  core::lease_list<core::device_id, core::user_id> leases_;  ///< whose
  std::unordered_map<caf::actor_addr, attached> sessions_;
  std::unordered_map<caf::actor_addr, std::unordered_set<core::user_id>> rooms_;
  interests interests_;
  std::unordered_set<core::user_id> marked_;
  /// Who is not there, as far as is known before all edges have reported.
  std::unordered_set<core::user_id> doubtful_;
  std::uint64_t life_ = 0;
  clock::time_point born_{};
  bool blocks_reviewed_ = false;
  bool tick_set_ = false;
  clock::time_point calm_until_{};
  std::uint64_t versions_ = 0;
  std::deque<core::user_id> to_load_;
  bool is_loading_ = false;
  /// When choices end.
  std::set<std::pair<core::timestamp, core::user_id>> ends_;
  std::unordered_map<core::user_id, core::timestamp> seen_;  ///< to be stored
  clock::time_point flushed_at_{};
};

caf::behavior presence(presence_state::self_ptr self,
                       std::shared_ptr<const presence_links> links,
                       presence_settings settings);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::load_due)

#pragma once

#include <atomic>
#include <caf/all.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/identity/access_tokens.hpp"
#include "actors/messages/edge_orders.hpp"
#include "actors/messages/presence_orders.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"
#include "config/settings.hpp"
#include "core/block_list.hpp"
#include "core/metrics.hpp"
#include "core/quiet_list.hpp"
#include "core/revocation_list.hpp"
#include "net/codec/codec.hpp"
#include "net/edge/connection.hpp"
#include "net/edge/recovery_orders.hpp"
#include "net/edge/room_feed.hpp"
#include "net/edge/told_once.hpp"
#include "net/json/reader.hpp"
#include "net/reactor/reactor.hpp"
#include "net/socket/socket_home.hpp"

namespace parley::net {

/// What all edges share; outlives them.
struct edge_context {
  const config::settings* settings = nullptr;
  std::shared_ptr<const actors::access_tokens> tokens;
  std::shared_ptr<core::revocation_list> revoked;
  std::shared_ptr<core::quiet_list> quiet;
  std::shared_ptr<const core::block_list> blocks;
  std::shared_ptr<core::server_metrics> metrics;
  socket_limits sockets;
};

/// The sockets of one reactor and, for each room, which of them listen. Used
/// on the reactor's thread only; `edge_actor` is its mailbox.
class edge final : public turn_listener {
 public:
  edge(reactor& at, std::uint16_t index, const edge_context& context);
  ~edge();

  // Before the first connection.
  void connect_to(caf::actor self, caf::actor registry);
  /// All edges by their index, this one as well.
  void know_peers(std::vector<caf::actor> edges) { peers_ = std::move(edges); }

  /// Makes a connection of the dialect that `T` speaks.
  template <class T, class... Arguments>
  T& add(Arguments&&... arguments) {
    auto index = free_slot();
    auto made = std::make_unique<T>(*this, id_of(index),
                                    std::forward<Arguments>(arguments)...);
    auto& added = *made;
    fill(index, std::move(made));
    return added;
  }
  /// It ended: gone after this turn.
  void remove(connection& c);

  // -- from actors ------------------------------------------------------------
  void on_event(const actors::room_event_ptr& event);
  void on_reply(const actors::reply& answer);
  void on_subscribe(const actors::subscribe& order);
  void on_release(const actors::release& order);
  void on_unsubscribe(const actors::unsubscribe& order);
  void on_expel(const actors::expel& order);
  void on_expel_all(const actors::expel_all& order);
  void on_tell_users(const actors::tell_users& order);
  void on_tell_devices(const actors::tell_devices& order);
  void on_tell_counts(const actors::tell_counts& order);
  void on_tell_lookers(const actors::tell_lookers& order);
  void on_room_lost(const actors::room_lost& note);
  void on_session_attached(const actors::session_attached& note);
  void on_close(const actors::close_connection& order);
  // -- from edges -------------------------------------------------------------
  void on_reclaim(const reclaim& order);
  void on_reclaimed(const reclaimed& answer);
  void on_pid_ended(const pid_ended& note);
  void take_rooms_answered(const rooms_answered& order);

  void sweep();
  /// Tells presence which devices have open sockets.
  void report_devices();
  /// Tells every socket that the server stops and closes it.
  void drain(std::int64_t spread_ms);
  /// Ends every socket without ceremony.
  void drop_all();

  // -- for connections --------------------------------------------------------
  void leave_all_rooms(connection& c);
  /// The connection speaks for its user from here on.
  void note_user(connection& c);
  void forget_user(connection& c);
  core::result<actors::access_claims> verify(std::string_view token) const;

  socket_home& home() { return home_; }
  json::parser& parser() { return parser_; }
  const edge_context& context() const { return context_; }
  /// Whether the event is for this connection, and it has not heard it.
  bool is_for(const actors::room_event& event, connection& c);

  core::server_metrics& metrics() { return *context_.metrics; }
  const caf::actor& registry() const { return registry_; }
  const caf::actor& self() const { return self_; }
  recovery_book& recoveries() { return recoveries_; }
  /// Asks the edge a pid was born on; false: there is none.
  bool ask_for(const reclaim& order);
  /// Any thread may ask.
  std::size_t size() const { return live_.load(std::memory_order_relaxed); }
  std::uint16_t index() const { return index_; }

  void on_turn_end() override { home_.end_turn(); }

 private:
  struct slot {
    std::unique_ptr<connection> held;
    std::uint16_t generation = 1;
  };

  std::uint32_t free_slot();
  actors::connection_id id_of(std::uint32_t index) const;
  void fill(std::uint32_t index, std::unique_ptr<connection> with);
  connection* find(actors::connection_id id);
  room_feed& feed_of(core::room_id room, const caf::actor& from);
  void drop_feed_if_empty(core::room_id room);
  std::vector<connection*> connections_of(core::user_id user);
  void expel_one(room_feed* feed, core::room_id room, connection& c);
  /// Lets the join's answer and what was held for it out.
  void answer_join(room_feed& feed, connection& c,
                   const actors::release& order);

  const std::uint16_t index_;
  const edge_context& context_;
  socket_home home_;
  caf::actor self_;
  caf::actor registry_;
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::atomic<std::size_t> live_{0};
  std::unordered_map<core::room_id, std::unique_ptr<room_feed>> feeds_;
  std::unordered_multimap<core::user_id, connection*> users_;
  json::parser parser_;
  recovery_book recoveries_;
  told_once told_;
  told_once told_profiles_;
  std::vector<caf::actor> peers_;
};

/// The edge's mailbox, pinned to its reactor.
class edge_actor final : public actors::placed_actor {
 public:
  edge_actor(caf::actor_config& config, std::shared_ptr<edge> core);
  caf::behavior make_behavior() override;
  const char* name() const override { return "edge"; }

 private:
  std::shared_ptr<edge> edge_;
  caf::response_promise drained_;
};

}  // namespace parley::net

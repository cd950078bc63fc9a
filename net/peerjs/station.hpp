#pragma once

#include <caf/all.hpp>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actors/messages/peer_orders.hpp"
#include "actors/placement.hpp"
#include "net/json/reader.hpp"
#include "net/peerjs/applicant.hpp"
#include "net/peerjs/peer.hpp"
#include "net/peerjs/settings.hpp"
#include "net/reactor/timeouts.hpp"
#include "net/socket/socket_home.hpp"
#include "net/socket/websocket_accept.hpp"

namespace parley::net::peerjs {

/// The PeerJS sockets of one reactor. Used on its thread only; `station_actor`
/// is its mailbox.
class station {
 public:
  /// `home`, `with` outlive it; it reads messages of up to so many bytes.
  station(socket_home& home, std::uint16_t index, const settings& with,
          std::size_t longest_message);
  ~station();

  /// Before the first socket, and with none after the last.
  void connect_to(caf::actor self, caf::actor registry);

  /// Takes a socket for a peer, or to say why it will be none.
  void open(core::result<applicant> who, taken_socket with,
            std::string_view leftover);

  std::size_t size() const { return peers_.size(); }
  std::uint16_t index() const { return index_; }
  const caf::actor& registry() const { return registry_; }
  /// No more sockets: tells those there are that the server stops.
  void close_all();
  bool is_closed() const { return closed_; }
  /// Ends all sockets without ceremony.
  void drop_all();

  // -- from the mailbox -------------------------------------------------------
  void meet(const actors::peer_hub_found& found);
  /// True: somebody waits for another one.
  bool lose_peer_hub();
  void on_admitted(const actors::peer_admitted& order);
  void on_refused(const actors::peer_refused& order);
  void on_replaced(const actors::peer_replaced& order);
  void on_deliver(const actors::deliver_signal& order);
  void on_expired(const actors::signal_expired& order);
  void sweep();

  // -- for peers --------------------------------------------------------------
  const settings& options() const { return settings_; }
  socket_home& home() { return home_; }
  timeouts& timers() { return timers_; }
  json::parser& parser() { return parser_; }
  actors::peer_socket name_of(const peer& who) const;
  /// Tells the peer hub; false: there is none.
  template <class T>
  bool say(T order) {
    if (!peer_hub_) return false;
    caf::anon_send(peer_hub_, std::move(order));
    return true;
  }
  void pass_on(actors::peer_signal said);
  /// More is on its way to the peer hub than should be.
  bool is_crowded() const { return signals_ && signals_->full(); }
  void remove(peer& gone);

 private:
  peer& add(applicant who, taken_socket with);
  peer* find(std::uint64_t number);
  std::vector<peer*> all();

  socket_home& home_;
  const std::uint16_t index_;
  const settings& settings_;
  json::parser parser_;
  timeouts timers_;
  caf::actor self_;
  caf::actor registry_;
  caf::actor peer_hub_;
  std::shared_ptr<core::backlog> signals_;
  bool seeking_ = false;
  bool closed_ = false;
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<peer>> peers_;
};

/// The station's mailbox, pinned to its reactor. Knows the peer hub by way
/// of the registry, and looks for the next one when that ends.
class station_actor final : public actors::placed_actor {
 public:
  station_actor(caf::actor_config& config, std::shared_ptr<station> core);
  caf::behavior make_behavior() override;
  const char* name() const override { return "peer_station"; }

 private:
  void seek();

  std::shared_ptr<station> station_;
};

}  // namespace parley::net::peerjs

#pragma once

// owns            which peer is which socket, and what waits for those who are
//                 not there yet
// spawned by      registry, when the first peer comes
// watched by      registry, and the stations, which hold the sockets
// on failure      starts empty; stations look for the next one and announce
//                 their sockets again; what waited is lost
// mailbox bound   `peer_hub_found::signals`, which stations mind; else two
//                 messages a socket

#include <caf/all.hpp>
#include <memory>
#include <string>
#include <unordered_map>

#include "actors/peerjs/signal_queues.hpp"
#include "actors/placement.hpp"
#include "core/metrics.hpp"
#include "core/result.hpp"

namespace parley::actors {

struct peer_hub_settings {
  std::size_t most_peers = 5'000;
  std::size_t most_of_account = 64;
  std::size_t most_backlog = 8 << 20;  ///< bytes
  queue_limits queues;
};

/// Where the peers of the PeerJS protocol meet, whatever reactor they are on. A
/// peer is its id; two sockets with one id are one peer if their owner is the
/// same, and the newer one is it from then on.
struct peer_hub_state {
  using self_ptr = caf::stateful_actor<peer_hub_state, placed_actor>*;

  explicit peer_hub_state(self_ptr self) : self_(self) {}
  void init(const peer_hub_settings& settings,
            std::shared_ptr<core::server_metrics> metrics);

  peer_hub_found introduce() const;
  void admit(const peer_arrived& who);
  void dismiss(const peer_left& who);
  void take(const peer_signal_ptr& what);
  void relay(const peer_signal_ptr& what);
  void expire();
  core::result<std::vector<std::string>> ids() const;

  static inline const char* name = "peer_hub";

 private:
  struct peer {
    std::string owner;
    std::string account;
    peer_socket at;
  };

  bool is_full(const peer_arrived& who) const;
  void replace(peer& former, const peer_arrived& who);
  void let_in(const peer_arrived& who, bool fresh);
  void keep(const peer_signal_ptr& what);
  void tell_expired(const std::string& src, const std::string& dst);
  void count_account(const std::string& account, std::ptrdiff_t by);

  self_ptr self_;
  peer_hub_settings settings_;
  std::shared_ptr<core::server_metrics> metrics_;
  std::shared_ptr<core::backlog> backlog_;
  std::unordered_map<std::string, peer> peers_;  ///< by id
  std::unordered_map<std::string, std::size_t> accounts_;
  std::unique_ptr<signal_queues> queues_;
  bool ticking_ = false;
};

caf::behavior peer_hub(peer_hub_state::self_ptr self,
                       peer_hub_settings settings,
                       std::shared_ptr<core::server_metrics> metrics);

}  // namespace parley::actors

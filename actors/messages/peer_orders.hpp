#pragma once

// Between the sockets of the PeerJS protocol, which a `station` of each reactor
// holds, and the peer hub, where the peers of all reactors meet.

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "core/backlog.hpp"

namespace parley::actors {

/// One socket: the station that holds it, and its number there, which is never
/// given twice.
struct peer_socket {
  caf::actor station;
  std::uint64_t number = 0;

  bool is(const peer_socket& other) const {
    return number == other.number && station == other.station;
  }
};

enum class peer_word : std::uint8_t { offer, answer, candidate, leave, expire };

/// What one peer says to another.
struct peer_signal {
  peer_word word = peer_word::offer;
  std::string src;
  std::string dst;
  std::string text;  ///< the whole message, as it is sent
};
using peer_signal_ptr = std::shared_ptr<const peer_signal>;

/// Station → registry → peer hub, a request: where are you?
struct find_peer_hub {};
struct peer_hub_found {
  caf::actor handle;
  std::shared_ptr<core::backlog> signals;  ///< on their way to it
};

/// Station → peer hub: somebody wants to be the peer of this id. Whoever is
/// it already gives way to the same owner.
struct peer_arrived {
  std::string id;
  std::string owner;    ///< proves that two sockets belong together
  std::string account;  ///< may have some peers only; empty: nobody's
  peer_socket at;
  bool known = false;  ///< a peer hub before this one has let it in
};
struct peer_left {
  std::string id;
  peer_socket at;
};
/// Station → peer hub; its bytes were added to the backlog.
struct peer_says {
  peer_signal_ptr what;
};
/// Station → peer hub: the socket it was passed to is gone.
struct peer_missed {
  peer_signal_ptr what;
};

enum class peer_refusal : std::uint8_t { id_taken, too_many };

/// Switchboard → station: let it speak; tell it so if it is `fresh` and has not
/// taken over from another socket.
struct peer_admitted {
  std::uint64_t number = 0;
  bool fresh = true;
};
struct peer_refused {
  std::uint64_t number = 0;
  peer_refusal why = peer_refusal::id_taken;
};
/// Switchboard → station: another socket is this peer from now on.
struct peer_replaced {
  std::uint64_t number = 0;
};
struct deliver_signal {
  std::uint64_t number = 0;
  peer_signal_ptr what;
};
/// Switchboard → station: whom it called did not come.
struct signal_expired {
  std::uint64_t number = 0;
  std::string src;
  std::string dst;
};

/// A request: who is there, as `core::result<std::vector<std::string>>`.
struct list_peers {};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::find_peer_hub)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_hub_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_left)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_says)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_missed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_admitted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_refused)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::peer_replaced)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::deliver_signal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::signal_expired)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::list_peers)

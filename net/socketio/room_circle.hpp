#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "net/reactor/reactor.hpp"

namespace parley::net::socketio {

class room_space;

/// The same namespace on all reactors of a server. Thread-safe.
class room_circle {
 public:
  /// On the reactor of `one`, which belongs to it from now on.
  void add(std::weak_ptr<room_space> one, reactor& home);

  /// Runs `act` for each of the others on its own reactor, soon: with null if
  /// it has gone meanwhile. Returns how many they are. What one reactor asks
  /// for happens in that order.
  std::size_t with_others(const room_space& self,
                          const std::function<void(room_space*)>& act) const;

 private:
  struct place {
    std::weak_ptr<room_space> space;
    const room_space* id;
    reactor* home;
  };

  mutable std::mutex mutex_;
  std::vector<place> places_;
};

}  // namespace parley::net::socketio

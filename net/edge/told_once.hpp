#pragma once

#include <cstdint>
#include <unordered_set>
#include <utility>

#include "actors/messages/connection.hpp"

namespace parley::net {

/// Which sockets have heard what may reach them by several ways at about the
/// same time, as news of somebody whom they look at and who is in two rooms
/// with them.
class told_once {
 public:
  /// True the first time.
  bool note(std::uint64_t what, actors::connection_id who) {
    const telling made{what, who.value};
    return !before_.contains(made) && now_.insert(made).second;
  }
  /// Forgets what is older than the last call.
  void age() { before_ = std::exchange(now_, {}); }

 private:
  struct telling {
    std::uint64_t what;
    std::uint64_t who;
    bool operator==(const telling&) const = default;
  };
  struct hash {
    std::size_t operator()(const telling& x) const {
      return x.what * 0x9e3779b97f4a7c15 ^ x.who;
    }
  };
  std::unordered_set<telling, hash> now_;
  std::unordered_set<telling, hash> before_;
};

}  // namespace parley::net

#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>

#include "actors/messages/connection.hpp"
#include "core/ids.hpp"

namespace parley::net {

/// What sockets have heard of users lately: the same news may reach them by
/// several ways, as of somebody whom they look at and who is in two rooms with
/// them, and by one of these later than what comes next.
class told_once {
 public:
  /// True when the socket has heard nothing as new; versions of a user grow.
  bool note(actors::connection_id who, core::user_id of,
            std::uint64_t version) {
    const telling about{who.value, of};
    auto [heard, fresh] = now_.try_emplace(about, 0);
    if (fresh)
      if (auto former = before_.find(about); former != before_.end())
        heard->second = former->second;
    if (version <= heard->second) return false;
    heard->second = version;
    return true;
  }
  /// Forgets what is older than the last call.
  void age() { before_ = std::exchange(now_, {}); }

 private:
  struct telling {
    std::uint64_t who;
    core::user_id of;
    bool operator==(const telling&) const = default;
  };
  struct hash {
    std::size_t operator()(const telling& x) const {
      return std::hash<core::user_id>{}(x.of) * 0x9e3779b97f4a7c15 ^ x.who;
    }
  };
  using versions = std::unordered_map<telling, std::uint64_t, hash>;

  versions now_;
  versions before_;
};

}  // namespace parley::net

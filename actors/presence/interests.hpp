#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "actors/messages/connection.hpp"
#include "core/ids.hpp"

namespace parley::actors {

/// Which sockets look at which users. Each side knows its place on the other,
/// so that a socket that goes costs a step for each user it looked at, however
/// many others look there.
class interests {
 public:
  struct looker {
    connection_id at;
    core::user_id as;        ///< whose socket it is
    bool sees = false;       ///< may see what the user is
    bool is_fresh = true;    ///< was told nothing yet, or something else now
    std::uint32_t back = 0;  ///< place among what the socket looks at
  };
  /// Users that a socket came to look at, and those it no longer does.
  struct change {
    std::vector<core::user_id> came;
    std::vector<core::user_id> gone;
  };

  /// At most `most` looks in all, and `of_user` by the sockets of one user.
  interests(std::size_t most, std::size_t of_user)
      : most_(most), most_of_user_(of_user) {}

  /// The socket looks at these users and no others; nobody twice. Nothing: it
  /// would be too many, and all is as it was.
  std::optional<change> set(connection_id at, core::user_id as,
                            std::vector<core::user_id> users);
  /// The socket is gone; whom it looked at.
  std::vector<core::user_id> drop(connection_id at);

  std::span<looker> lookers_of(core::user_id user);
  std::size_t size() const { return size_; }

 private:
  struct target {
    core::user_id user;
    std::uint32_t place = 0;  ///< among the user's lookers
  };

  void add(connection_id at, core::user_id as, core::user_id user);
  void remove(connection_id at, std::size_t nth);

  std::size_t most_;
  std::size_t most_of_user_;
  std::size_t size_ = 0;
  std::unordered_map<std::uint64_t, std::vector<target>> targets_;
  std::unordered_map<core::user_id, std::vector<looker>> lookers_;
  std::unordered_map<core::user_id, std::size_t> looks_of_;  ///< by whose
};

}  // namespace parley::actors

#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/model.hpp"
#include "storage/operations.hpp"

namespace parley::actors {

/// What each member of a room has not read, kept up to date from one look into
/// the store. A message costs nothing here: a member's count is the room's
/// less what the member has read.
class unread_counts {
 public:
  struct own {
    core::user_id user;
    core::unread_count unread;
  };

  bool known() const { return known_; }
  void load(const storage::room_marks& marks);
  /// The next look is needed.
  void forget();

  /// `who` has read `read` messages of the room; `mentions` lie beyond them.
  void set(core::user_id who, std::uint64_t read, std::uint64_t mentions);
  void drop(core::user_id who) { members_.erase(who); }
  /// The message with this seq calls `who`.
  void mention(core::user_id who, core::seq_t seq);

  /// For a room with so many messages.
  std::vector<own> list(std::uint64_t messages) const;

 private:
  struct member {
    std::uint64_t read = 0;
    std::uint64_t mentions = 0;
  };

  bool known_ = false;
  core::seq_t counted_ = 0;  ///< mentions up to here were in the store's count
  std::unordered_map<core::user_id, member> members_;
};

}  // namespace parley::actors

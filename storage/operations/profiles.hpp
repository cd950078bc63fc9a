#pragma once

// What can be asked of a store about how users are called, their passwords and
// the end of an account. See operations.hpp for what all operations share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Changes what is given; a display name that is the user name goes with that.
/// An uploaded avatar is in use as long as `avatar` leads to it. name_taken as
/// for create_user; not_found for a deleted user.
struct update_user {
  using reply = core::user;
  core::user_id id;
  std::optional<std::string> username;
  std::optional<std::string> display_name;
  std::optional<std::string> email;
  std::optional<std::string> avatar;
};

/// Replaces a password hash; conflict when the stored one is not `old_hash`:
/// somebody else changed it since it was looked at. A password that is another
/// ends, in the same breath, the devices that the user has beside `keep`, which
/// it answers, and the token that was mailed to set one.
struct change_password {
  using reply = std::vector<core::device_id>;
  core::user_id id;
  std::string old_hash;
  std::string new_hash;
  bool end_devices = true;  ///< false: the same password, hashed anew
  core::device_id keep;     ///< none: all are ended
};

/// Ends the devices that the user has beside `except` and answers them.
struct revoke_devices {
  using reply = std::vector<core::device_id>;
  core::user_id owner;
  core::device_id except;  ///< none: all are ended
};

/// Makes a tombstone of a user: nothing personal is left, name and e-mail are
/// free again, avatars are forgotten, devices are ended (and answered), groups
/// are left; one that the
/// user owned goes to its longest-serving admin, else member. What the user
/// wrote stays. Until `finish_departure`, `list_departures` names the user,
/// who is still a member of rooms. conflict as for change_password, and for the
/// last admin, as for set_server_role.
struct delete_user {
  using reply = std::vector<core::device_id>;
  core::user_id id;
  std::string old_hash;
  core::timestamp at{};
};

/// A deleted user is in no room any more. Doing it twice is fine.
struct finish_departure {
  using reply = done;
  core::user_id id;
};

// -- reads --------------------------------------------------------------------

/// Users whose name begins with `prefix`, without regard to case, ordered by
/// name; then those whose display name has words that begin as its words do,
/// newest first. Deleted ones are not among them.
struct list_users {
  using reply = page<core::user>;
  std::string prefix{};
  std::string cursor{};
  std::uint32_t limit = 50;
};

inline constexpr std::size_t most_departures = 100;

/// Deleted users who may still be members of rooms, in a stable order and at
/// most `most_departures`: those behind `after`.
struct list_departures {
  using reply = std::vector<core::user_id>;
  core::user_id after{};  ///< none: from the first
};

}  // namespace parley::storage

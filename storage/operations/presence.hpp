#pragma once

// What can be asked of a store about what users have chosen to be, who may know
// it, and when they were last there. See operations.hpp for what all operations
// share.

#include <vector>

#include "core/ids.hpp"
#include "core/presence.hpp"
#include "core/time.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

struct set_presence {
  using reply = done;
  core::user_id user;
  core::presence_choice choice;
};

struct set_presence_audience {
  using reply = done;
  core::user_id user;
  core::presence_audience audience = core::presence_audience::everyone;
};

struct user_seen {
  core::user_id user;
  core::timestamp at{};
};
/// Stores when users were last there; never takes one back in time. Who is no
/// more is passed over.
struct touch_users {
  using reply = done;
  std::vector<user_seen> users;
};

// -- reads --------------------------------------------------------------------

/// Of which user, and who of those that look shares a room with the user;
/// that is found out only if it matters.
struct presence_query {
  core::user_id user;
  std::vector<core::user_id> lookers;
};
struct presence_record {
  core::user_id user;
  bool known = false;  ///< there is such a user; else the rest says nothing
  core::timestamp last_seen{};
  core::presence_choice choice;
  core::presence_audience audience = core::presence_audience::everyone;
  std::vector<core::user_id> blocked;  ///< by the user, at most 10,000
  std::vector<core::user_id> company;  ///< lookers who share a room
};
/// One record for each query, in its order.
struct load_presence {
  using reply = std::vector<presence_record>;
  std::vector<presence_query> of;
};

struct find_presence_audience {
  using reply = core::presence_audience;
  core::user_id user;
};

}  // namespace parley::storage

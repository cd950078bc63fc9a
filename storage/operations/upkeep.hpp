#pragma once

// Work that is done behind everybody's back, a slice at a time, so that nobody
// waits for it. See operations.hpp for what all operations share.

#include <cstdint>

#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Lets messages expire as their rooms would have it now, which keep them for
/// another time than when they were sent: at most `limit` of them, the oldest
/// first, rooms taking turns. True: there may be more.
struct renew_expiries {
  using reply = bool;
  std::uint32_t limit = 100;
};

/// Removes what was written in rooms that are deleted: a room at a time, at
/// most `limit` rows, and less where messages are long. Ids of rooms are not
/// given again. True: there may be more.
struct purge_rooms {
  using reply = bool;
  std::uint32_t limit = 200;
};

}  // namespace parley::storage

#pragma once

// owns            the end of what was kept for long enough, and of what was
//                 written in rooms that are no more
// spawned by      server
// watched by      nobody: the next start trims again
// on failure      what was not forgotten is by a later round
// mailbox bound   its own ticks and an answer of the store for each

#include <caf/all.hpp>
#include <chrono>

#include "actors/storage/storage_client.hpp"

namespace parley::actors {

/// How long things are kept.
struct retention {
  std::chrono::seconds acts{0};            ///< and decided reports; 0: for ever
  std::chrono::seconds unused_devices{0};  ///< since the last refresh
  std::chrono::seconds ended_devices{0};   ///< since the end
};

/// Forgets what is older, at the start and every hour, a batch at a time so
/// that nobody waits for it. Purges rooms soon after they were deleted, and
/// lets messages expire by what their rooms were told since: a slice at a time,
/// with pauses. Ends with `stop_storage`.
caf::behavior trimmer(caf::event_based_actor* self, storage_client store,
                      retention kept);

}  // namespace parley::actors

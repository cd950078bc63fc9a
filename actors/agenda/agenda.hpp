#pragma once

// owns            nothing but its next look: what is due stands in the store
// spawned by      server
// watched by      nobody: it does not outlive a defect, nor does the server
//                 depend on it; the next start does what is left
// on failure      what could not be done is due again a little later
// mailbox bound   its own ticks and the answers of one round

#include <caf/all.hpp>
#include <chrono>
#include <vector>

#include "actors/storage/storage_client.hpp"

namespace parley::actors {

struct agenda_settings {
  std::chrono::milliseconds pause{1000};    ///< between two looks
  std::chrono::milliseconds backoff{5000};  ///< before another try, at least
};

/// Sends what was scheduled and deletes what has expired, through the rooms, so
/// that a message is told and numbered like any other. A message carries its
/// sender's idempotency key or one of its own: sent again after a crash it is
/// the same one. What fails for now steps back, so that nothing else waits
/// behind it.
/// Ends with `stop_storage`.
caf::behavior agenda(caf::event_based_actor* self, caf::actor registry,
                     storage_client store, std::vector<caf::actor> edges,
                     agenda_settings settings);

}  // namespace parley::actors

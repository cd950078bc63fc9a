#pragma once

// owns            nothing but its next look: what is due stands in the store
// spawned by      server
// watched by      nobody: it does not outlive a defect, nor does the server
//                 depend on it; the next start does what is left
// on failure      what could not be done is due still and tried again
// mailbox bound   its own ticks and the answers of one round

#include <caf/all.hpp>
#include <chrono>
#include <vector>

#include "actors/storage/storage_client.hpp"

namespace parley::actors {

struct agenda_settings {
  std::chrono::milliseconds pause{1000};  ///< between two looks
};

/// Sends what was scheduled and deletes what has expired, through the rooms, so
/// that a message is told and numbered like any other. A message carries an
/// idempotency key of its own: sent again after a crash it is the same one.
/// Ends with `stop_storage`.
caf::behavior agenda(caf::event_based_actor* self, caf::actor registry,
                     storage_client store, std::vector<caf::actor> edges,
                     agenda_settings settings);

}  // namespace parley::actors

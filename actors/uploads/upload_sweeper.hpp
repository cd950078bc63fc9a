#pragma once

// owns            the look for what uploads left behind: files that no message
//                 names for long, those of deleted rooms, and files that the
//                 store knows nothing of
// spawned by      server, detached: it waits for the disk
// watched by      nobody: the next start sweeps again
// on failure      what could not be removed is found by a later round
// mailbox bound   its own ticks and one answer of the store at a time

#include <caf/all.hpp>
#include <chrono>
#include <memory>

#include "actors/storage/storage_client.hpp"
#include "storage/uploads/upload_folder.hpp"

namespace parley::actors {

struct sweeper_settings {
  std::chrono::seconds orphan_age{24 * 60 * 60};
  std::chrono::seconds pause{600};
};

/// Takes turns: every pause all uploads that were loose for too long, and one
/// of the folder's shards. Ends with `stop_storage`.
caf::behavior upload_sweeper(
    caf::event_based_actor* self, storage_client store,
    std::shared_ptr<storage::uploads::upload_folder> folder,
    sweeper_settings settings);

}  // namespace parley::actors

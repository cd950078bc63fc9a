#pragma once

// owns            the end of acts that were kept for long enough
// spawned by      server, if acts are not kept for ever
// watched by      nobody: the next start trims again
// on failure      what was not forgotten is by a later round
// mailbox bound   its own ticks and one answer of the store at a time

#include <caf/all.hpp>
#include <chrono>

#include "actors/storage/storage_client.hpp"

namespace parley::actors {

/// Forgets acts older than `retention`, at the start and every hour, a batch at
/// a time so that nobody waits for it. Ends with `stop_storage`.
caf::behavior act_trimmer(caf::event_based_actor* self, storage_client store,
                          std::chrono::seconds retention);

}  // namespace parley::actors

#pragma once

// owns            one reading session of the store
// spawned by      actors/system, several, detached: queries block their thread
// watched by      actors/system
// on failure      callers see unavailable; a new one starts
// mailbox bound   `core::admission` of `storage_client`: senders enter first

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <memory>

#include "actors/messages/storage_orders.hpp"
#include "core/admission.hpp"
#include "storage/store.hpp"

namespace parley::actors {

/// Answers every `read_order`.
caf::behavior store_reader(caf::event_based_actor* self,
                           std::shared_ptr<storage::reader> engine,
                           std::shared_ptr<core::admission> door);

}  // namespace parley::actors

#pragma once

// owns            nothing but its thread: bcrypt takes tens of milliseconds
// spawned by      actors/system, detached
// watched by      accounts' callers, by their time-outs
// on failure      callers see unavailable
// mailbox bound   `core::admission` that accounts enters before it asks

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <memory>

#include "actors/messages/account_requests.hpp"
#include "core/admission.hpp"

namespace parley::actors {

/// bcrypt `$2b$` of the given cost (4 to 15), by crypt_r(3).
core::result<std::string> bcrypt_hash(const std::string& plain, unsigned cost);
/// The cost that a `$2b$` hash was made with; 0 for any other text.
unsigned bcrypt_cost_of(const std::string& hash);
/// Constant-time in the hash; false for hashes it cannot read.
bool bcrypt_matches(const std::string& plain, const std::string& hash);

caf::behavior password_hasher(caf::event_based_actor* self, unsigned cost,
                              std::shared_ptr<core::admission> door);

}  // namespace parley::actors

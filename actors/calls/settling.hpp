#pragma once

// What is left to do about a call that is over: to keep it, to have the log of
// its room say so, and to note that both is done.

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/event_based_actor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "actors/calls/call_links.hpp"
#include "actors/messages/room_events.hpp"

namespace parley::actors {

struct settlement {
  enum class step : std::uint8_t { keep, log, note };

  call_ptr call;
  std::function<void()>
      then;             ///< it is done, or left to the server's next life
  unsigned tries = 30;  ///< what may go well later is tried again
  step next = step::keep;
};
using settlement_ptr = std::shared_ptr<settlement>;

/// The actor's note to itself: `settle` again.
struct settle_again {
  settlement_ptr what;
};

/// Each step may be taken twice: after a crash the next life begins anew.
void settle(caf::event_based_actor* self, const call_links_ptr& with,
            const settlement_ptr& what);

/// Counts a call that has come to its end.
void count_over(core::server_metrics& metrics, core::call_status how);

/// What the entry in the log says, for people and for programs.
struct call_entry {
  std::string content;
  std::string metadata;  ///< JSON object text
};
call_entry entry_of(const core::call& over);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::settle_again)

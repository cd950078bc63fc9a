#pragma once

// owns            what pages said of themselves, for a while
// spawned by      server, detached, two of them, if LINK_PREVIEWS is set: each
//                 waits for one page at a time
// watched by      nobody: its askers are told that it is unavailable
// on failure      what was remembered is fetched again
// mailbox bound   `core::fair_slots` that the asker enters; an order brings its
//                 place along

#include <caf/all.hpp>
#include <functional>
#include <memory>
#include <string>

#include "actors/messages/storage_orders.hpp"
#include "actors/previews/page_summary.hpp"
#include "core/fair_slots.hpp"
#include "core/result.hpp"

namespace parley::actors {

/// → core::result<page_summary>
struct preview_page {
  std::string url;
  std::shared_ptr<void> place;  ///< among those that wait; free with the order
};

/// Blocks while it fetches.
using fetch_function =
    std::function<core::result<page_summary>(const std::string& url)>;

/// Remembers up to 1000 pages for an hour, failures for five minutes.
caf::behavior previewer(caf::event_based_actor* self, fetch_function fetch);

/// How routes reach the previewers; without any, there are no previews.
struct preview_desk {
  std::vector<caf::actor> previewers;
  std::shared_ptr<core::fair_slots> slots;  ///< by user

  /// The same page goes to the same one.
  const caf::actor& for_page(const std::string& url) const {
    return previewers[std::hash<std::string>{}(url) % previewers.size()];
  }
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::preview_page)

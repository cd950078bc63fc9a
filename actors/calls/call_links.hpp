#pragma once

#include <caf/actor.hpp>
#include <memory>
#include <vector>

#include "actors/storage/storage_client.hpp"
#include "core/calls/call_machine.hpp"
#include "core/metrics.hpp"
#include "core/rate_limits.hpp"

namespace parley::actors {

/// What the switchboard and the calls reach.
struct call_links {
  caf::actor registry;
  std::vector<caf::actor> edges;
  storage_client store;
  std::shared_ptr<core::rate_limits> rates;
  std::shared_ptr<core::server_metrics> metrics;
};
using call_links_ptr = std::shared_ptr<const call_links>;

struct call_settings {
  core::call_rules rules;
  std::chrono::milliseconds replay{120'000};  ///< ends are told who comes back
  std::size_t most_called = 64;  ///< members that one call rings at
};

}  // namespace parley::actors

#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "core/metrics.hpp"

namespace parley::net {

/// What the reactors say of themselves.
struct reactor_numbers {
  double longest_turn = 0;         ///< seconds, of any of them, of late
  std::vector<std::size_t> loads;  ///< connections of each
};

/// The server's numbers under their public names, which never change.
std::vector<prometheus::MetricFamily> expose(const core::server_metrics& from,
                                             const reactor_numbers& reactors);

}  // namespace parley::net

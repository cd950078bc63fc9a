#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "core/metrics.hpp"

namespace parley::net {

/// The server's numbers under their public names, which never change.
/// `loop_busy_seconds`: the longest turn of any reactor since the last call.
std::vector<prometheus::MetricFamily> expose(const core::server_metrics& from,
                                             double loop_busy_seconds);

}  // namespace parley::net

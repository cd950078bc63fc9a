#pragma once

#include "net/api/api.hpp"

namespace parley::app {

/// What the allocator that this program is linked with says.
net::api::heap_usage read_heap_usage();

}  // namespace parley::app

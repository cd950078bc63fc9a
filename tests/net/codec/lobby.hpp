#pragma once

#include "core/ids.hpp"

namespace parley::net::testing {

/// The room of the events that the tests encode.
inline const auto lobby = core::room_id::make();

}  // namespace parley::net::testing

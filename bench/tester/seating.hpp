#pragma once

#include <vector>

#include "bench/tester/crowd.hpp"
#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/options.hpp"

namespace parley::bench {

/// Says who connects, where to, and on which thread: client i sits in room
/// i % rooms, and a room belongs to one thread. One list per thread. Throws
/// run_error when the tokens file is missing, too short or made for another
/// number of rooms.
std::vector<std::vector<assignment>> assign_seats(const options& how,
                                                  const dialect& speech);

}  // namespace parley::bench

#pragma once

#include <string>
#include <vector>

#include "bench/tester/crowd.hpp"
#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/options.hpp"

namespace parley::bench {

/// A line of the tokens file.
struct login {
  std::string token;
  std::string room;
  std::string user;  ///< empty if the file does not say
};

/// The first lines of the tokens file. Throws run_error when it is missing or
/// too short.
std::vector<login> read_logins(const options& how, std::size_t count);

/// Says who connects, where to, and on which thread: client i sits in room
/// i % rooms, and a room belongs to one thread. One list per thread. Throws
/// run_error when the tokens file is missing, too short or made for another
/// number of rooms.
std::vector<std::vector<assignment>> assign_seats(const options& how,
                                                  const dialect& speech);

}  // namespace parley::bench

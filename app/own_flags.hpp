#pragma once

// Flags of a sub-command itself. A value that does not fit is an exception with
// a sentence for the operator.

#include <cstddef>
#include <string>

#include "config/load.hpp"

namespace parley::app {

/// A whole number; `usual` if the flag is not given.
std::size_t number_flag(const config::loaded& with, const char* name,
                        std::size_t usual);

/// The same within bounds.
struct bounds {
  std::size_t least;
  std::size_t most;
};
std::size_t number_flag(const config::loaded& with, const char* name,
                        std::size_t usual, bounds within);

/// Empty if the flag is not given.
std::string text_flag(const config::loaded& with, const char* name);

bool has_flag(const config::loaded& with, const char* name);

}  // namespace parley::app

#pragma once

#include <optional>

#include "bench/tester/options.hpp"

namespace parley::bench {

/// The options, or the exit status when the command line asks for help or
/// makes no sense (already told on stdout or stderr).
struct command_line_result {
  std::optional<options> value;
  int exit_status = 0;
};

command_line_result parse_command_line(int argc, char** argv);

}  // namespace parley::bench

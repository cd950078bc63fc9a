#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"

namespace parley::app {

inline constexpr const char* version = "0.1.0";

/// A sub-command: its own flags beside those of the settings, and what it
/// does. Returns the exit code of the process.
struct command {
  const char* name;
  const char* summary;
  config::command_shape shape;
  int (*run)(const config::loaded& with);
};

const std::vector<command>& commands();

int serve(const config::loaded& with);
int migrate(const config::loaded& with);
int token(const config::loaded& with);
int user(const config::loaded& with);
int seed(const config::loaded& with);
int clear(const config::loaded& with);
int healthcheck(const config::loaded& with);
int check_config(const config::loaded& with);

}  // namespace parley::app

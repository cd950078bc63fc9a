#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "core/result.hpp"

namespace parley::config {

using environment_map = std::map<std::string, std::string, std::less<>>;

/// What a sub-command takes besides the settings' flags.
struct command_shape {
  std::vector<std::string> options;   ///< flags with a value: "count"
  std::vector<std::string> switches;  ///< flags without: "force"
  std::size_t operands = 0;           ///< plain arguments, at most
};

/// The settings in force and how they came about.
struct loaded {
  settings values;
  std::vector<std::string> warnings;  ///< for the log, one sentence each
  /// Environment name → "default", "environment PORT", ".env line 3", …
  std::map<std::string, std::string, std::less<>> origins;
  /// The sub-command's own flags that were given; switches map to "true".
  std::map<std::string, std::string, std::less<>> own;
  std::vector<std::string> operands;
};

/// Settings by precedence: flags > environment > `.env` in `directory` >
/// `parley.toml` there (or the file of `--config`) > defaults. Reads nothing
/// but those two files. The failure's detail lists every problem, one a line,
/// with setting, source and allowed range; secrets are not repeated.
core::result<loaded> load(const std::vector<std::string>& arguments,
                          const environment_map& environment,
                          const std::filesystem::path& directory,
                          const command_shape& shape = {});

/// The environment of this process, as `load` takes it.
environment_map process_environment();

}  // namespace parley::config

#pragma once

// The places settings come from. Each reader turns one of them into texts by
// setting, without judging the values.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace parley::config {

/// What one place says about one setting.
struct candidate {
  std::string text;
  std::string origin;  ///< for people: "flag --port", ".env line 3"
};

/// Everything one place says, by the setting's environment name.
struct source {
  std::map<std::string_view, candidate> candidates;
  std::vector<std::string> problems;  ///< each one keeps the server down
  std::vector<std::string> warnings;
};

struct flags {
  source found;
  std::optional<std::filesystem::path> config_file;  ///< --config
  std::map<std::string, std::string, std::less<>> own;
  std::vector<std::string> operands;
};

/// `--name value`, `--name=value`; for switches also `--name` and `--no-name`.
flags read_flags(const std::vector<std::string>& arguments,
                 const command_shape& shape);

/// Unknown names are ignored, an empty value counts as not set.
source read_environment(const environment_map& environment);

/// A `.env` file's text; otherwise as the environment.
source read_dotenv(std::string_view text);

/// A TOML file's text; `file` is how messages call it.
source read_toml(std::string_view text, std::string_view file);

}  // namespace parley::config

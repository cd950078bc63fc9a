#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::config {

/// One assignment of a `.env` file.
struct dotenv_entry {
  std::string name;
  std::string value;
  std::size_t line = 0;  ///< where the name stands, from 1
};

struct dotenv {
  std::vector<dotenv_entry> entries;
  std::vector<std::size_t> bad_lines;  ///< numbers of lines that say nothing
};

/// Reads dotenv syntax: NAME=value, `export`, # comments, 'literal', "escaped
/// \n" and `literal` quotes that may span lines. Nothing is interpolated.
dotenv parse_dotenv(std::string_view text);

}  // namespace parley::config

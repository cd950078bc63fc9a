#pragma once

// Which folder may include what. An arrow points at what is used:
//   core ← config, storage, ai ← actors ← net ← app;  web ← net

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace parley::layers {

/// What one folder may use.
struct layer {
  std::string_view folder;
  std::vector<std::string_view> uses;      ///< other folders of ours
  std::vector<std::string_view> must_not;  ///< starts of foreign headers
};

const std::vector<layer>& layers();

/// Why the includes in `source`, a file of `folder`, break the rules; one
/// sentence each, starting with the line number.
std::vector<std::string> broken_rules(const layer& where,
                                      std::string_view source);

/// The same for every .hpp and .cpp below `root`, with the file's name first.
/// Folders without a rule break one, too.
std::vector<std::string> broken_rules(const std::filesystem::path& root);

}  // namespace parley::layers

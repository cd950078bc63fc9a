#pragma once

// ASCII text as configuration files need it.

#include <string>
#include <string_view>
#include <vector>

namespace parley::config {

/// A–Z in lower case, everything else as it is.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

/// Without spaces, tabs and line ends around it.
std::string_view trimmed(std::string_view text);

/// The trimmed parts between commas; empty parts are left out.
std::vector<std::string> split_list(std::string_view text);

/// The parts as one text.
std::string join(const std::vector<std::string>& parts,
                 std::string_view between);

/// Of `known` the one that is nearest to a mistyped `word`, or empty when none
/// is near enough to be meant.
std::string_view nearest(std::string_view word,
                         const std::vector<std::string>& known);

}  // namespace parley::config

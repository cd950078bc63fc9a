#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace parley::core {

/// Whom a text calls by `@name`: the words as they stand there, each once, and
/// whether `@channel` or `@here` is among them.
struct called_names {
  std::vector<std::string_view> names;
  bool channel = false;
  bool here = false;
};

/// More names in one text call nobody.
inline constexpr std::size_t max_called_names = 50;

/// An `@` counts at the start and after anything that cannot be part of a name
/// (so not within an e-mail address), and not between back-ticks.
called_names find_called_names(std::string_view text);

/// The name without the dots and dashes at its end, which may be punctuation;
/// empty when there are none.
std::string_view without_punctuation(std::string_view name);

}  // namespace parley::core

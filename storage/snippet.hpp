#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::storage {

/// A stretch of a text that was found.
struct snippet_part {
  std::string text;
  bool match = false;  ///< what was looked for
};

/// The surroundings of the first word of `words` that stands in `content`, in
/// the sense of the search (search_terms.hpp); of words that go on the whole is
/// marked, of scripts without spaces the characters. "…" stands where the text
/// goes on. The beginning when none is there any more.
std::vector<snippet_part> make_snippet(std::string_view content,
                                       std::string_view words);

}  // namespace parley::storage

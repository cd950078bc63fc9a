#pragma once

// What the search makes of a text. The index, the questions put to it and the
// snippets of what was found all go by these functions.
//
// The index keeps no text: a word is taken out of it by making the same terms
// of the same text again. Whoever changes what they are must have everything
// indexed anew (migrations/search_terms.hpp).

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::storage {

/// A word, or one character of a script that sets no spaces between words.
struct search_term {
  std::string key;        ///< what it is compared by; of very long words the
                          ///< beginning
  std::size_t begin = 0;  ///< its bytes in the text
  std::size_t end = 0;
  bool unspaced = false;  ///< one character
  bool joined = false;    ///< the character stands right after another one
};

/// The terms of a text, in its order. Any bytes: what is not UTF-8 separates.
std::vector<search_term> terms_of(std::string_view text);

/// What stands in the full-text index for a text: keys with spaces between.
/// Where words are not set apart these are all pairs of neighbours ("今天天"
/// is 今天 and 天天), the last character of each run, and each character once.
/// At most twelve times as long as the text.
std::string index_text(std::string_view text);

/// Terms that must follow each other.
struct search_pattern {
  std::vector<std::string> keys;  ///< at least one
  bool unspaced = false;
};

/// What somebody looks for, all of which a text must have: patterns end where
/// white space is, and where scripts with spaces and those without meet.
std::vector<search_pattern> patterns_of(std::string_view question);

/// Whether a word of a question also finds the words that begin with it: of
/// three characters and more.
bool finds_longer(std::string_view key);

}  // namespace parley::storage

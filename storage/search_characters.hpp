#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::storage {

enum class character_kind : std::uint8_t {
  separator,  ///< between words; also a byte that is not UTF-8
  ignored,    ///< as if it were not there: joiners, soft hyphens
  spaced,     ///< of a word
  unspaced,   ///< of a script that sets no spaces between its words
};

struct search_character {
  character_kind kind = character_kind::separator;
  std::size_t end = 0;  ///< where the next one begins
};

/// Reads the character at `at`, which must be within the text, with the marks
/// on it. What it is compared by is appended to `key`: Unicode NFKC with case
/// folded and without accents, at most a few hundred bytes.
search_character read_character(std::string_view text, std::size_t at,
                                std::string& key);

/// Whether some of it is white space of any kind, or a control character.
bool has_space(std::string_view text);

}  // namespace parley::storage

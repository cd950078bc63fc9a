#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/search_terms.hpp"

namespace parley::storage::sqlite {

/// A full-text query for words that begin as every word of the text does. Each
/// word is quoted, so that nothing a user types is query syntax. Empty when
/// there is no word.
std::string match_beginnings(std::string_view text);

/// A full-text query for what index_text() has made of such a text. `endings`:
/// the words of which any may stand for the last one of a pattern of words.
std::string match_pattern(const search_pattern& pattern,
                          const std::vector<std::string>& endings);

}  // namespace parley::storage::sqlite

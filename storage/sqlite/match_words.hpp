#pragma once

#include <string>
#include <string_view>

namespace parley::storage::sqlite {

/// A full-text query for every word of the text. Each word is quoted, so that
/// nothing a user types is query syntax. Empty when there is no word.
std::string match_words(std::string_view text);

/// The same for words that begin so.
std::string match_beginnings(std::string_view text);

}  // namespace parley::storage::sqlite

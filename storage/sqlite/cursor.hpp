#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace parley::storage::sqlite {

/// Above every text that begins with the one before it: the last code point.
inline constexpr std::string_view beyond_all = "\xf4\x8f\xbf\xbf";

/// The last key of a page as a text that clients hand back unread.
std::string make_cursor(std::string_view key);

/// The key behind a cursor; empty for the empty cursor, invalid_request for
/// anything that make_cursor cannot have made.
core::result<std::string> read_cursor(std::string_view cursor);

/// The same for keys that are `count` whole numbers. An empty cursor reads as
/// no numbers.
std::string make_cursor(std::initializer_list<std::int64_t> numbers);
core::result<std::vector<std::int64_t>> read_numbers(std::string_view cursor,
                                                     std::size_t count);

}  // namespace parley::storage::sqlite

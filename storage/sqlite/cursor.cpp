#include "storage/sqlite/cursor.hpp"

#include <charconv>

namespace parley::storage::sqlite {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

core::failure malformed() {
  return {core::errc::invalid_request, "cursor is not one of ours"};
}

}  // namespace

std::string make_cursor(std::string_view key) {
  std::string cursor;
  cursor.reserve(key.size() * 2);
  for (unsigned char byte : key) {
    cursor += digits[byte >> 4];
    cursor += digits[byte & 15];
  }
  return cursor;
}

core::result<std::string> read_cursor(std::string_view cursor) {
  if (cursor.size() % 2 != 0) return malformed();
  std::string key;
  key.reserve(cursor.size() / 2);
  for (std::size_t i = 0; i < cursor.size(); i += 2) {
    const auto high = digits.find(cursor[i]);
    const auto low = digits.find(cursor[i + 1]);
    if (high == digits.npos || low == digits.npos) return malformed();
    key += static_cast<char>(high << 4 | low);
  }
  return key;
}

std::string make_cursor(std::initializer_list<std::int64_t> numbers) {
  std::string key;
  for (auto number : numbers) key += std::to_string(number) + ' ';
  return make_cursor(key);
}

core::result<std::vector<std::int64_t>> read_numbers(std::string_view cursor,
                                                     std::size_t count) {
  auto key = read_cursor(cursor);
  if (!key) return key.error();
  std::vector<std::int64_t> numbers;
  const char* at = key->data();
  const char* end = at + key->size();
  while (at != end) {
    std::int64_t number = 0;
    auto [rest, error] = std::from_chars(at, end, number);
    if (error != std::errc{} || rest == end || *rest != ' ') return malformed();
    numbers.push_back(number);
    at = rest + 1;
  }
  if (!numbers.empty() && numbers.size() != count) return malformed();
  return numbers;
}

}  // namespace parley::storage::sqlite

#include "storage/search_characters.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace parley::storage {

namespace {

using code_point = utf8proc_int32_t;

struct code_range {
  code_point first;
  code_point last;
};

// Scripts whose words nothing sets apart. Korean has spaces, but what is looked
// for stands in it with endings of many kinds.
constexpr code_range unspaced_scripts[] = {
    {0x0E00, 0x0EFF},    // Thai, Lao
    {0x1000, 0x109F},    // Myanmar
    {0x1100, 0x11FF},    // Hangul Jamo
    {0x1780, 0x17FF},    // Khmer
    {0x2E80, 0x9FFF},    // radicals, kana, Bopomofo, Hangul Jamo, Han
    {0xA960, 0xA97F},    // Hangul Jamo
    {0xA9E0, 0xA9FF},    // Myanmar
    {0xAA60, 0xAA7F},    // Myanmar
    {0xAC00, 0xD7FF},    // Hangul syllables and Jamo
    {0xF900, 0xFAFF},    // Han, for compatibility
    {0xFF66, 0xFFDC},    // narrow Katakana and Hangul
    {0x1AFF0, 0x1B16F},  // kana
    {0x20000, 0x3FFFF},  // Han
};

// Marks that people leave out and still mean the same word. Vowel signs of
// Indic scripts and voicing marks of kana are none.
constexpr code_range accents[] = {
    {0x0300, 0x036F},    // Latin, Greek, Cyrillic
    {0x0483, 0x0489},    // Cyrillic
    {0x0591, 0x05C7},    // Hebrew points
    {0x0610, 0x061A},    // Arabic
    {0x064B, 0x065F},    // Arabic vowels
    {0x0670, 0x0670},    // Arabic
    {0x06D6, 0x06ED},    // of the Quran
    {0x1AB0, 0x1AFF},    // of dialects
    {0x1DC0, 0x1DFF},    // of old texts
    {0x20D0, 0x20FF},    // of symbols, the keycap among them
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFE20, 0xFE2F},    // halves of marks
    {0xE0100, 0xE01EF},  // variation selectors
};

// Vowels and endings of decomposed Hangul, the voicing of narrow Katakana:
// letters that belong to the one before them.
constexpr code_range trailing_letters[] = {
    {0x1160, 0x11FF},
    {0xD7B0, 0xD7FF},
    {0xFF9E, 0xFF9F},
};

constexpr code_range ignored_points[] = {
    {0x00AD, 0x00AD},  // soft hyphen
    {0x200B, 0x200D},  // no space, no joiner, joiner
    {0x2060, 0x2060},  // word joiner
    {0xFEFF, 0xFEFF},  // byte order mark
};

template <std::size_t Count>
bool is_in(const code_range (&ranges)[Count], code_point c) {
  const auto* at = std::lower_bound(
      ranges, ranges + Count, c,
      [](const code_range& range, code_point of) { return range.last < of; });
  return at != ranges + Count && at->first <= c;
}

bool is_mark(code_point c) {
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME;
}

bool is_ascii_of_word(code_point c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

// Letters, numbers, marks.
bool is_of_word(code_point c) {
  if (c < 0x80) return is_ascii_of_word(c);
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_CO:
      return true;
    default:
      return false;
  }
}

bool is_white_space(code_point c) {
  if (c <= 0x20) return c >= 0;
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CC;
}

bool belongs_to_former(code_point c) {
  return c >= 0 && (is_mark(c) || is_in(trailing_letters, c));
}

struct decoded {
  code_point value;  ///< -1: not UTF-8
  std::size_t end;
};

decoded decode(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, at + 1};
  code_point c = -1;
  const auto size = utf8proc_iterate(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
      static_cast<utf8proc_ssize_t>(text.size() - at), &c);
  if (size <= 0) return {-1, at + 1};
  return {c, at + static_cast<std::size_t>(size)};
}

// Whoever piles up more marks than this writes no word.
constexpr int most_code_points = 8;
// Into so many the longest of Unicode decomposes.
constexpr std::size_t most_parts = 18;

void fold(std::string_view text, std::string& key) {
  constexpr auto form = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  std::array<code_point, most_code_points * most_parts + 1> parts;
  const auto count = utf8proc_decompose(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), parts.data(),
      static_cast<utf8proc_ssize_t>(parts.size()), form);
  // reencode() wants one more for its NUL.
  if (count < 0 || static_cast<std::size_t>(count) >= parts.size()) return;
  const auto kept = std::remove_if(
      parts.begin(), parts.begin() + count,
      [](code_point c) { return is_in(accents, c) || !is_of_word(c); });
  const auto size = utf8proc_reencode(parts.data(), kept - parts.begin(), form);
  if (size > 0)
    key.append(reinterpret_cast<const char*>(parts.data()),
               static_cast<std::size_t>(size));
}

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

search_character read_character(std::string_view text, std::size_t at,
                                std::string& key) {
  using enum character_kind;
  const auto first = decode(text, at);
  if (is_in(ignored_points, first.value)) return {ignored, first.end};
  if (first.value < 0 || !is_of_word(first.value))
    return {separator, first.end};
  auto end = first.end;
  for (int i = 1; i < most_code_points && end < text.size(); ++i) {
    const auto next = decode(text, end);
    if (next.value < 0x80 || !belongs_to_former(next.value)) break;
    end = next.end;
  }
  const auto before = key.size();
  if (end == at + 1) key += to_lower(text[at]);
  else fold(text.substr(at, end - at), key);
  if (key.size() == before) return {ignored, end};  // an accent alone
  return {is_in(unspaced_scripts, first.value) ? unspaced : spaced, end};
}

bool has_space(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto next = decode(text, at);
    if (is_white_space(next.value)) return true;
    at = next.end;
  }
  return false;
}

}  // namespace parley::storage

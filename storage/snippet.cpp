#include "storage/snippet.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace parley::storage {

namespace {

// Bytes shown before the first match, and altogether.
constexpr std::size_t lead = 60;
constexpr std::size_t longest = 240;

struct word {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What the index takes for a part of a word: letters, numbers, marks.
bool is_of_word(utf8proc_int32_t c) {
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

std::vector<word> words_in(std::string_view text) {
  std::vector<word> found;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t c = 0;
    auto size = utf8proc_iterate(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
        static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    if (size <= 0) size = 1;  // not UTF-8: no part of a word
    const bool part = c >= 0 && is_of_word(c);
    if (part && !inside) found.push_back({at, at});
    at += static_cast<std::size_t>(size);
    if (part) found.back().end = at;
    inside = part;
  }
  return found;
}

std::string fold(std::string_view text) {
  utf8proc_uint8_t* folded = nullptr;
  auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                     UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
  auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner{folded,
                                                                &std::free};
  if (size < 0) return std::string{text};
  return {reinterpret_cast<const char*>(folded),
          static_cast<std::size_t>(size)};
}

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// The nearest place not before `at` where a character begins.
std::size_t align(std::string_view text, std::size_t at) {
  while (at < text.size() && !begins_character(text[at])) ++at;
  return std::min(at, text.size());
}

}  // namespace

std::vector<snippet_part> make_snippet(std::string_view content,
                                       std::string_view words) {
  std::vector<std::string> wanted;
  for (const auto& each : words_in(words))
    wanted.push_back(fold(words.substr(each.begin, each.end - each.begin)));
  std::vector<word> matches;
  for (const auto& each : words_in(content)) {
    auto key = fold(content.substr(each.begin, each.end - each.begin));
    if (std::find(wanted.begin(), wanted.end(), key) != wanted.end())
      matches.push_back(each);
  }
  auto first = matches.empty() ? 0 : matches.front().begin;
  auto from = first > lead ? align(content, first - lead) : 0;
  auto to = align(content, std::min(content.size(), from + longest));

  std::vector<snippet_part> parts;
  auto add = [&](std::string text, bool match) {
    if (!text.empty()) parts.push_back({std::move(text), match});
  };
  std::string plain = from > 0 ? "…" : "";
  auto at = from;
  for (const auto& each : matches) {
    if (each.end > to) break;
    add(plain.append(content.substr(at, each.begin - at)), false);
    plain.clear();
    add(std::string{content.substr(each.begin, each.end - each.begin)}, true);
    at = each.end;
  }
  plain.append(content.substr(at, to - at));
  if (to < content.size()) plain += "…";
  add(std::move(plain), false);
  return parts;
}

}  // namespace parley::storage

#include "storage/snippet.hpp"

#include <algorithm>

#include "storage/search_terms.hpp"

namespace parley::storage {

namespace {

// Bytes shown before the first match, and altogether.
constexpr std::size_t lead = 60;
constexpr std::size_t longest = 240;

struct matched_range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// The nearest place not before `at` where a character begins, if it is UTF-8.
std::size_t align(std::string_view text, std::size_t at) {
  for (int i = 0; i < 3 && at < text.size() && !begins_character(text[at]); ++i)
    ++at;
  return std::min(at, text.size());
}

bool is_word_of(const search_pattern& pattern, const search_term& term) {
  const auto& last = pattern.keys.back();
  if (finds_longer(last) && term.key.starts_with(last)) return true;
  return std::ranges::find(pattern.keys, term.key) != pattern.keys.end();
}

bool stands_at(const search_pattern& pattern,
               const std::vector<search_term>& terms, std::size_t at) {
  if (terms.size() - at < pattern.keys.size()) return false;
  for (std::size_t i = 0; i < pattern.keys.size(); ++i) {
    const auto& term = terms[at + i];
    if (!term.unspaced || (i > 0 && !term.joined)) return false;
    if (term.key != pattern.keys[i]) return false;
  }
  return true;
}

/// How many terms from `at` on the pattern finds; 0: it is not there.
std::size_t length_at(const search_pattern& pattern,
                      const std::vector<search_term>& terms, std::size_t at) {
  if (pattern.unspaced)
    return stands_at(pattern, terms, at) ? pattern.keys.size() : 0;
  return !terms[at].unspaced && is_word_of(pattern, terms[at]) ? 1 : 0;
}

/// What is found, in order and without overlaps, as far as one snippet reaches.
std::vector<matched_range> matches_in(std::string_view content,
                                      std::string_view words) {
  const auto patterns = patterns_of(words);
  const auto terms = terms_of(content);
  std::vector<matched_range> found;
  for (std::size_t at = 0; at < terms.size(); ++at) {
    const auto begin = terms[at].begin;
    if (!found.empty() && begin > found.front().begin + longest) break;
    std::size_t length = 0;
    for (const auto& pattern : patterns)
      length = std::max(length, length_at(pattern, terms, at));
    if (length == 0) continue;
    const auto end = terms[at + length - 1].end;
    if (found.empty() || begin >= found.back().end)
      found.push_back({begin, end});
    else found.back().end = std::max(found.back().end, end);
  }
  return found;
}

}  // namespace

std::vector<snippet_part> make_snippet(std::string_view content,
                                       std::string_view words) {
  const auto matches = matches_in(content, words);
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
    if (each.begin >= to) break;
    add(plain.append(content.substr(at, each.begin - at)), false);
    plain.clear();
    at = std::min(each.end, to);
    add(std::string{content.substr(each.begin, at - each.begin)}, true);
  }
  plain.append(content.substr(at, to - at));
  if (to < content.size()) plain += "…";
  add(std::move(plain), false);
  return parts;
}

}  // namespace parley::storage

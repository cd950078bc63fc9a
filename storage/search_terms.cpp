#include "storage/search_terms.hpp"

#include <algorithm>
#include <set>

#include "storage/search_characters.hpp"

namespace parley::storage {

namespace {

// Bytes of a word that are compared. Longer ones are no words: encoded data.
constexpr std::size_t longest_key = 64;

constexpr std::ptrdiff_t shortest_beginning = 3;

void add_key(std::string& to, std::string_view key, std::string_view next) {
  if (!to.empty()) to += ' ';
  to += key;
  to += next;
}

bool continues(const search_pattern& pattern, const search_term& term,
               std::string_view gap) {
  if (pattern.unspaced != term.unspaced) return false;
  return term.unspaced ? term.joined : !has_space(gap);
}

}  // namespace

std::vector<search_term> terms_of(std::string_view text) {
  std::vector<search_term> found;
  std::string key;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    key.clear();
    const auto next = read_character(text, at, key);
    const auto begin = at;
    at = next.end;
    if (next.kind == character_kind::ignored) continue;
    if (next.kind == character_kind::separator) {
      inside = false;
      continue;
    }
    const bool unspaced = next.kind == character_kind::unspaced;
    const bool joined = inside && found.back().unspaced == unspaced;
    inside = true;
    if (!joined || unspaced) {
      found.push_back({key, begin, at, unspaced, joined});
      continue;
    }
    auto& word = found.back();
    word.end = at;
    if (word.key.size() < longest_key) word.key += key;
  }
  return found;
}

std::string index_text(std::string_view text) {
  const auto terms = terms_of(text);
  std::string keys;
  std::set<std::string_view> characters;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool goes_on = i + 1 < terms.size() && terms[i + 1].joined;
    if (goes_on) characters.insert(terms[i].key);
    // A last character also keeps the pairs of two runs from being neighbours.
    add_key(keys, terms[i].key, goes_on ? terms[i + 1].key : "");
  }
  for (auto each : characters) add_key(keys, each, {});
  return keys;
}

std::vector<search_pattern> patterns_of(std::string_view question) {
  std::vector<search_pattern> found;
  std::size_t end = 0;
  for (auto& term : terms_of(question)) {
    const auto gap = question.substr(end, term.begin - end);
    if (found.empty() || !continues(found.back(), term, gap))
      found.push_back({{}, term.unspaced});
    found.back().keys.push_back(std::move(term.key));
    end = term.end;
  }
  return found;
}

bool finds_longer(std::string_view key) {
  return std::count_if(key.begin(), key.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
         }) >= shortest_beginning;
}

}  // namespace parley::storage

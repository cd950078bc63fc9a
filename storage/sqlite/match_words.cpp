#include "storage/sqlite/match_words.hpp"

namespace parley::storage::sqlite {

namespace {

// FTS5 reads its query up to the first NUL.
bool is_space(char c) {
  return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r');
}

// `"first second`: the terms of a phrase, which is not ended.
std::string open_phrase(const std::vector<std::string>& keys,
                        std::size_t count) {
  std::string phrase = "\"";
  for (std::size_t i = 0; i < count; ++i) phrase += keys[i] + ' ';
  return phrase;
}

std::string match_characters(const std::vector<std::string>& keys) {
  if (keys.size() == 1) return '"' + keys.front() + '"';
  std::string phrase = "\"";
  for (std::size_t i = 0; i + 1 < keys.size(); ++i)
    phrase += keys[i] + keys[i + 1] + ' ';
  phrase.back() = '"';
  return phrase;
}

}  // namespace

std::string match_beginnings(std::string_view text) {
  constexpr std::string_view end = "\"*";
  std::string query;
  bool in_word = false;
  for (char c : text) {
    if (is_space(c)) {
      if (in_word) query += end;
      in_word = false;
      continue;
    }
    if (!in_word) query += query.empty() ? "\"" : " \"";
    in_word = true;
    query += c;
    if (c == '"') query += c;
  }
  if (in_word) query += end;
  return query;
}

// The keys are letters and digits: there is nothing to escape.
std::string match_pattern(const search_pattern& pattern,
                          const std::vector<std::string>& endings) {
  if (pattern.unspaced) return match_characters(pattern.keys);
  const auto phrase = open_phrase(pattern.keys, pattern.keys.size() - 1);
  std::string query;
  for (const auto& word : endings)
    query += (query.empty() ? "(" : " OR ") + phrase + word + '"';
  return query + ')';
}

}  // namespace parley::storage::sqlite

#include "storage/sqlite/match_words.hpp"

namespace parley::storage::sqlite {

namespace {

// FTS5 reads its query up to the first NUL.
bool is_space(char c) {
  return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r');
}

std::string quote_words(std::string_view text, std::string_view end) {
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

}  // namespace

std::string match_words(std::string_view text) {
  return quote_words(text, "\"");
}

std::string match_beginnings(std::string_view text) {
  return quote_words(text, "\"*");
}

}  // namespace parley::storage::sqlite

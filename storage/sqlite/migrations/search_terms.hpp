#pragma once

// Full text by terms of our own making (storage/search_terms.hpp). Everything
// is indexed anew, in the background: until then a search finds the less.

namespace parley::storage::sqlite::schema_steps {

// No prefix index: it doubles the size and the cost of writing, and helps no
// beginning that is longer. The words that begin so are looked up instead.
inline constexpr auto search_terms = R"sql(
DROP TABLE entries_text;
CREATE VIRTUAL TABLE entries_text USING fts5(
  content, content = '', columnsize = 0, tokenize = 'ascii');
CREATE VIRTUAL TABLE entries_terms USING fts5vocab(entries_text, instance);
UPDATE rooms SET indexed_seq = 0;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

#pragma once

// Users found by the words of their display names.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto display_names = R"sql(
CREATE VIRTUAL TABLE users_text USING fts5(
  words, columnsize = 0, prefix = '1 2 3',
  tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO users_text(rowid, words)
  SELECT key, display_name FROM users WHERE deleted_at IS NULL;

CREATE TRIGGER users_text_begins AFTER INSERT ON users BEGIN
  INSERT INTO users_text(rowid, words) VALUES(new.key, new.display_name);
END;
CREATE TRIGGER users_text_changes AFTER UPDATE OF display_name ON users
WHEN new.display_name IS NOT old.display_name BEGIN
  DELETE FROM users_text WHERE rowid = old.key;
  INSERT INTO users_text(rowid, words)
    SELECT new.key, new.display_name WHERE new.deleted_at IS NULL;
END;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

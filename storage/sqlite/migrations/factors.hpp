#pragma once

// Second factors of logins.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto factors = R"sql(
CREATE TABLE second_factors(
  member        INTEGER PRIMARY KEY,     -- users.key
  secret        BLOB NOT NULL,
  enabled       INTEGER NOT NULL DEFAULT 0,
  last_step     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE recovery_codes(
  member        INTEGER NOT NULL,        -- users.key
  hash          BLOB NOT NULL,
  PRIMARY KEY(member, hash)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

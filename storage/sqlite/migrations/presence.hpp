#pragma once

// What users have chosen to be, and who may know what they are.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto presence = R"sql(
CREATE TABLE presence(
  member        INTEGER PRIMARY KEY,     -- users.key
  status        INTEGER NOT NULL DEFAULT 1,
  text          TEXT NOT NULL DEFAULT '',
  until         INTEGER,                 -- NULL: for ever
  audience      INTEGER NOT NULL DEFAULT 0
) STRICT;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

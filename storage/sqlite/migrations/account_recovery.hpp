#pragma once

// E-mail addresses can be proven, and passwords be set anew by mail.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto account_recovery = R"sql(
ALTER TABLE users ADD COLUMN email_verified INTEGER NOT NULL DEFAULT 0;

CREATE TABLE account_tokens(
  owner         INTEGER NOT NULL,        -- users.key
  purpose       INTEGER NOT NULL,
  hash          BLOB NOT NULL UNIQUE,
  email         TEXT NOT NULL,           -- where it was sent
  issued_at     INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  PRIMARY KEY(owner, purpose)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

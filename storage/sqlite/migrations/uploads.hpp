#pragma once

// What users upload: whose it is, who may read it, what it takes.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto uploads = R"sql(
CREATE TABLE uploads(
  key             INTEGER PRIMARY KEY,
  id              BLOB NOT NULL UNIQUE,
  owner           INTEGER NOT NULL,      -- users.key
  kind            INTEGER NOT NULL,
  type            TEXT NOT NULL,
  name            TEXT NOT NULL,
  bytes           INTEGER NOT NULL,
  thumbnail_bytes INTEGER NOT NULL,
  sha256          BLOB NOT NULL,
  width           INTEGER NOT NULL,
  height          INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  loose_since     INTEGER                -- NULL: an avatar or message has it
) STRICT;
CREATE INDEX uploads_of_owner ON uploads(owner, key);
CREATE INDEX loose_uploads ON uploads(loose_since)
  WHERE loose_since IS NOT NULL;
CREATE UNIQUE INDEX avatars_in_use ON uploads(owner)
  WHERE kind = 0 AND loose_since IS NULL;

CREATE TABLE upload_messages(            -- which messages name an upload
  upload          INTEGER NOT NULL,      -- uploads.key
  message         INTEGER NOT NULL,      -- entries.position
  PRIMARY KEY(upload, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_of_message ON upload_messages(message);

CREATE TABLE upload_usage(
  owner           INTEGER PRIMARY KEY,   -- users.key
  bytes           INTEGER NOT NULL,
  files           INTEGER NOT NULL
) STRICT;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

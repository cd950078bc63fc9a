#pragma once

// What is not done with yet: messages that wait, and what they hold.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto upkeep = R"sql(
ALTER TABLE scheduled ADD COLUMN client_id TEXT;
ALTER TABLE scheduled ADD COLUMN expires_in INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX scheduled_by_client ON scheduled(sender, client_id)
  WHERE client_id IS NOT NULL;

CREATE TABLE scheduled_uploads(          -- which waiting messages name one
  upload        INTEGER NOT NULL,        -- uploads.key
  scheduled     INTEGER NOT NULL,        -- scheduled.key
  PRIMARY KEY(upload, scheduled)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_of_scheduled ON scheduled_uploads(scheduled);
CREATE TRIGGER scheduled_goes AFTER DELETE ON scheduled BEGIN
  DELETE FROM scheduled_uploads WHERE scheduled = old.key;
END;
WITH RECURSIVE place(n) AS (
  SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < 19)
INSERT OR IGNORE INTO scheduled_uploads(upload, scheduled)
  SELECT f.key, s.key FROM scheduled s
  JOIN place ON 16 * n < length(s.uploads)
  JOIN uploads f ON f.id = substr(s.uploads, 16 * n + 1, 16);

CREATE TABLE leftovers(                  -- rooms whose uploads are not let go
  room          INTEGER PRIMARY KEY      -- rooms.key
) STRICT;
INSERT INTO leftovers SELECT key FROM rooms WHERE deleted_at IS NOT NULL;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

#pragma once

// Messages that are not in a log yet, and those that leave it by themselves.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto unsent = R"sql(
ALTER TABLE rooms ADD COLUMN retention INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room_changes ADD COLUMN retention INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN expires_at INTEGER;
CREATE INDEX expiring_messages ON entries(expires_at)
  WHERE expires_at IS NOT NULL;

CREATE TABLE drafts(
  member        INTEGER NOT NULL,        -- users.key
  room          INTEGER NOT NULL,        -- rooms.key
  content       TEXT NOT NULL,
  reply_to      BLOB,                    -- entries.id
  at            INTEGER NOT NULL,
  PRIMARY KEY(member, room)
) STRICT, WITHOUT ROWID;

CREATE TABLE scheduled(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  sender        INTEGER NOT NULL,        -- users.key
  room          INTEGER NOT NULL,        -- rooms.key
  due           INTEGER,                 -- NULL: it failed
  planned       INTEGER NOT NULL,        -- what `due` was
  failure       TEXT NOT NULL DEFAULT '',
  created_at    INTEGER NOT NULL,
  type          INTEGER NOT NULL,
  reply_to      BLOB,
  content       TEXT NOT NULL,
  attachments   TEXT,
  metadata      TEXT,
  uploads       BLOB                     -- 16 bytes of id each
) STRICT;
CREATE INDEX scheduled_by_time ON scheduled(due) WHERE due IS NOT NULL;
CREATE INDEX scheduled_of_sender ON scheduled(sender, due, planned);
)sql";

}  // namespace parley::storage::sqlite::schema_steps

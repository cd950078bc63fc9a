#pragma once

// Step 1 of the schema: what the first release stored.

namespace parley::storage::sqlite::schema_steps {

// Users and rooms have a small integer key beside their public id, because
// every entry and every index on entries repeats it.
inline constexpr auto foundation = R"sql(
PRAGMA application_id = 0x5041524c;

CREATE TABLE users(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  username      TEXT NOT NULL,
  username_key  TEXT NOT NULL UNIQUE,
  display_name  TEXT NOT NULL,
  email         TEXT NOT NULL,
  email_key     TEXT UNIQUE,             -- NULL: has no e-mail
  avatar        TEXT NOT NULL,
  role          INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  created_at    INTEGER NOT NULL,        -- ms since 1970, as all times
  last_seen     INTEGER NOT NULL
) STRICT;

CREATE TABLE devices(
  id            BLOB PRIMARY KEY NOT NULL,
  owner         INTEGER NOT NULL,        -- users.key
  name          TEXT NOT NULL,
  nonce         BLOB NOT NULL,
  generation    INTEGER NOT NULL,
  refresh_hash  BLOB NOT NULL,
  created_at    INTEGER NOT NULL,
  rotated_at    INTEGER NOT NULL,
  revoked_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX live_devices ON devices(owner, created_at)
  WHERE revoked_at IS NULL;
CREATE INDEX revoked_devices ON devices(revoked_at)
  WHERE revoked_at IS NOT NULL;

CREATE TABLE groups(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL UNIQUE,
  description   TEXT NOT NULL,
  created_by    INTEGER NOT NULL,        -- users.key
  access        INTEGER NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE group_members(
  parent        INTEGER NOT NULL,        -- groups.key
  member        INTEGER NOT NULL,        -- users.key
  role          INTEGER NOT NULL,
  joined_at     INTEGER NOT NULL,
  PRIMARY KEY(parent, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_time ON group_members(parent, joined_at, member);

CREATE TABLE rooms(
  key           INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  kind          INTEGER NOT NULL,
  parent        INTEGER,                 -- groups.key; NULL: not a channel
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL,
  topic         TEXT NOT NULL,
  created_by    INTEGER NOT NULL,        -- users.key
  access        INTEGER NOT NULL,
  epoch         TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  indexed_seq   INTEGER NOT NULL DEFAULT 0  -- entries_text is complete to here
) STRICT;
CREATE UNIQUE INDEX rooms_by_name ON rooms(parent, name_key)
  WHERE parent IS NOT NULL;

CREATE TABLE room_members(
  room          INTEGER NOT NULL,        -- rooms.key
  member        INTEGER NOT NULL,        -- users.key
  role          INTEGER NOT NULL,
  joined_at     INTEGER NOT NULL,
  PRIMARY KEY(room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX rooms_of_member ON room_members(member, room);

CREATE TABLE entries(
  position      INTEGER PRIMARY KEY,     -- rooms.key << 32 | seq
  kind          INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  who           INTEGER,                 -- users.key; NULL: the system
  role          INTEGER,                 -- of joined and left
  id            BLOB,                    -- the rest: of messages
  client_id     TEXT,
  type          INTEGER,
  reply_to      BLOB,
  edited_at     INTEGER,
  deleted_at    INTEGER,
  content       TEXT,
  attachments   TEXT,
  metadata      TEXT,
  CHECK(kind <> 1 OR id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX entries_by_id ON entries(id) WHERE id IS NOT NULL;
CREATE UNIQUE INDEX entries_by_client_id ON entries(who, client_id)
  WHERE client_id IS NOT NULL;

CREATE VIRTUAL TABLE entries_text USING fts5(
  content, content = 'entries', content_rowid = 'position', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2');
)sql";

}  // namespace parley::storage::sqlite::schema_steps

#pragma once

// Who may do what in groups and rooms: profiles, restrictions, ways in, direct
// rooms and blocks.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto governance = R"sql(
ALTER TABLE groups ADD COLUMN icon TEXT NOT NULL DEFAULT '';
DROP INDEX groups_of_member;
CREATE INDEX groups_of_member ON group_members(member, parent);
CREATE INDEX group_staff ON group_members(parent, role) WHERE role > 0;
CREATE VIRTUAL TABLE groups_text USING fts5(
  name, description, columnsize = 0, prefix = '2 3',
  tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO groups_text(rowid, name, description)
  SELECT key, name, description FROM groups;

ALTER TABLE rooms ADD COLUMN icon TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN slow_mode INTEGER NOT NULL DEFAULT 0; -- seconds
ALTER TABLE rooms ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN deleted_at INTEGER;
ALTER TABLE rooms ADD COLUMN direct_key TEXT;   -- users.key ascending, spaced
CREATE UNIQUE INDEX direct_rooms ON rooms(direct_key)
  WHERE direct_key IS NOT NULL;

-- What an entry says beyond its own columns.
CREATE TABLE room_changes(
  position      INTEGER PRIMARY KEY,     -- entries.position
  name          TEXT NOT NULL,
  topic         TEXT NOT NULL,
  icon          TEXT NOT NULL,
  access        INTEGER NOT NULL,
  read_only     INTEGER NOT NULL,
  slow_mode     INTEGER NOT NULL,
  archived      INTEGER NOT NULL
) STRICT;
CREATE TABLE member_changes(
  position      INTEGER PRIMARY KEY,     -- entries.position
  by            INTEGER,                 -- users.key
  until         INTEGER
) STRICT;

CREATE TABLE restrictions(
  kind          INTEGER NOT NULL,        -- 1: of a group, else of a room
  place         INTEGER NOT NULL,        -- groups.key or rooms.key
  member        INTEGER NOT NULL,        -- users.key
  by            INTEGER,                 -- users.key
  reason        TEXT NOT NULL,
  at            INTEGER NOT NULL,
  until         INTEGER,                 -- NULL: until it is lifted
  PRIMARY KEY(kind, place, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites(
  key           INTEGER PRIMARY KEY AUTOINCREMENT,
  id            BLOB NOT NULL UNIQUE,
  hash          BLOB NOT NULL UNIQUE,    -- of the code
  parent        INTEGER NOT NULL,        -- groups.key
  room          INTEGER NOT NULL,        -- rooms.key; 0: into the group alone
  created_by    INTEGER NOT NULL,        -- users.key
  invitee       INTEGER,                 -- users.key; NULL: anybody
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER,
  max_uses      INTEGER NOT NULL,        -- 0: any number
  uses          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX invites_of_place ON invites(parent, room);
CREATE INDEX invites_of_invitee ON invites(invitee) WHERE invitee IS NOT NULL;
CREATE TABLE invite_uses(
  invite        INTEGER NOT NULL,        -- invites.key
  member        INTEGER NOT NULL,        -- users.key
  PRIMARY KEY(invite, member)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER forget_invite_uses AFTER DELETE ON invites BEGIN
  DELETE FROM invite_uses WHERE invite = old.key;
END;

CREATE TABLE join_requests(
  parent        INTEGER NOT NULL,        -- groups.key
  room          INTEGER NOT NULL,        -- rooms.key; 0: into the group
  member        INTEGER NOT NULL,        -- users.key
  note          TEXT NOT NULL,
  at            INTEGER NOT NULL,
  PRIMARY KEY(parent, room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX join_requests_of_member ON join_requests(member);
CREATE INDEX join_requests_by_time ON join_requests(parent, room, at, member);

CREATE TABLE blocks(
  by            INTEGER NOT NULL,        -- users.key
  whom          INTEGER NOT NULL,        -- users.key
  at            INTEGER NOT NULL,
  PRIMARY KEY(by, whom)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_by_time ON blocks(by, at);
CREATE TABLE direct_policies(
  member        INTEGER PRIMARY KEY,     -- users.key
  policy        INTEGER NOT NULL
) STRICT;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

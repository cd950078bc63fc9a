#pragma once

// Messages that change after they were sent, who has read how far, and whom
// they call.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto message_changes = R"sql(
-- Of an entry that changes a message: the message's position.
ALTER TABLE entries ADD COLUMN target INTEGER;
ALTER TABLE entries ADD COLUMN pinned_at INTEGER;
-- A byte of flags, then the ids of those who are called; NULL: nobody.
ALTER TABLE entries ADD COLUMN mentions BLOB;
-- How many messages the log has up to here, and the seq of the last of them
-- (NULL: it is this entry).
ALTER TABLE entries ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN last_message INTEGER;

UPDATE entries SET number = counted.number, last_message = counted.last
FROM (SELECT position AS at,
        count(*) FILTER (WHERE kind = 1) OVER log AS number,
        CASE WHEN kind <> 1 THEN coalesce(
          max(position & 0xffffffff) FILTER (WHERE kind = 1) OVER log, 0)
        END AS last
      FROM entries WINDOW log AS (PARTITION BY position >> 32
                                  ORDER BY position)) AS counted
WHERE counted.at = entries.position;

CREATE INDEX entries_by_reply ON entries(reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX entries_by_target ON entries(target) WHERE target IS NOT NULL;
CREATE INDEX pinned_messages ON entries(position) WHERE pinned_at IS NOT NULL;

CREATE TABLE reactions(
  message       INTEGER NOT NULL,        -- entries.position
  emoji         TEXT NOT NULL,
  member        INTEGER NOT NULL,        -- users.key
  at            INTEGER NOT NULL,
  PRIMARY KEY(message, emoji, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions(
  member        INTEGER NOT NULL,        -- users.key; 0: everybody
  message       INTEGER NOT NULL,        -- entries.position
  PRIMARY KEY(member, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_message ON mentions(message);

ALTER TABLE room_members ADD COLUMN read_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room_members ADD COLUMN delivered_seq INTEGER NOT NULL DEFAULT 0;
UPDATE room_members SET read_seq = coalesce((
  SELECT position & 0xffffffff FROM entries
  WHERE position BETWEEN room << 32 AND (room << 32) | 0xffffffff
  ORDER BY position DESC LIMIT 1), 0);
UPDATE room_members SET delivered_seq = read_seq;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

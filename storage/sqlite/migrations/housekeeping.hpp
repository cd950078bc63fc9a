#pragma once

// What is kept up to date as entries change, rather than looked up; and what is
// left to do when a room keeps messages for another time, or is no more.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto housekeeping = R"sql(
-- How many messages that are not deleted reply to this one.
ALTER TABLE entries ADD COLUMN replies INTEGER NOT NULL DEFAULT 0;
UPDATE entries SET replies = counted.replies
FROM (SELECT reply_to, count(*) AS replies FROM entries
      WHERE reply_to IS NOT NULL AND deleted_at IS NULL
      GROUP BY reply_to) AS counted
WHERE entries.id = counted.reply_to;

-- When the message expires by itself, whatever its room's retention. What was
-- stored until now is told from that by when it would be.
ALTER TABLE entries ADD COLUMN own_expiry INTEGER;
UPDATE entries SET own_expiry = expires_at
WHERE expires_at IS NOT NULL AND NOT EXISTS(
  SELECT 1 FROM rooms r WHERE r.key = entries.position >> 32
  AND r.retention > 0
  AND entries.expires_at = entries.at + r.retention * 1000);

CREATE TABLE retention_changes(          -- rooms whose messages do not know yet
  room          INTEGER PRIMARY KEY,     -- rooms.key
  done          INTEGER NOT NULL,        -- seq up to which they do
  upto          INTEGER NOT NULL         -- seq from which on all do
) STRICT;
INSERT INTO retention_changes(room, done, upto)
  SELECT key, 0, coalesce((
    SELECT position & 0xffffffff FROM entries
    WHERE position BETWEEN key << 32 AND (key << 32) | 0xffffffff
    ORDER BY position DESC LIMIT 1), 0)
  FROM rooms WHERE retention > 0 AND deleted_at IS NULL;

CREATE TABLE unpurged_rooms(             -- whose entries are not all gone
  room          INTEGER PRIMARY KEY      -- rooms.key
) STRICT;
INSERT INTO unpurged_rooms SELECT key FROM rooms WHERE deleted_at IS NOT NULL;
CREATE INDEX drafts_of_room ON drafts(room, member);
CREATE INDEX scheduled_of_room ON scheduled(room);
)sql";

}  // namespace parley::storage::sqlite::schema_steps

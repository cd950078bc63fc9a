#pragma once

// What is kept up to date as entries change, rather than looked up; and what is
// left to do when a room is no more.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto housekeeping = R"sql(
-- How many messages that are not deleted reply to this one.
ALTER TABLE entries ADD COLUMN replies INTEGER NOT NULL DEFAULT 0;
UPDATE entries SET replies = counted.replies
FROM (SELECT reply_to, count(*) AS replies FROM entries
      WHERE reply_to IS NOT NULL AND deleted_at IS NULL
      GROUP BY reply_to) AS counted
WHERE entries.id = counted.reply_to;

CREATE TABLE unpurged_rooms(             -- whose entries are not all gone
  room          INTEGER PRIMARY KEY      -- rooms.key
) STRICT;
INSERT INTO unpurged_rooms SELECT key FROM rooms WHERE deleted_at IS NOT NULL;
CREATE INDEX drafts_of_room ON drafts(room, member);
CREATE INDEX scheduled_of_room ON scheduled(room);
)sql";

}  // namespace parley::storage::sqlite::schema_steps

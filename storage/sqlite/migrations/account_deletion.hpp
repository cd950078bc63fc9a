#pragma once

// Users can be deleted: a tombstone keeps what they wrote readable.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto account_deletion = R"sql(
ALTER TABLE users ADD COLUMN deleted_at INTEGER;
CREATE INDEX groups_of_member ON group_members(member);

-- Deleted users who are still members of rooms.
CREATE TABLE departures(
  who           INTEGER PRIMARY KEY      -- users.key
) STRICT;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

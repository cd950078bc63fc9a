#pragma once

// What is kept up to date as entries change, rather than looked up.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto housekeeping = R"sql(
-- How many messages that are not deleted reply to this one.
ALTER TABLE entries ADD COLUMN replies INTEGER NOT NULL DEFAULT 0;
UPDATE entries SET replies = counted.replies
FROM (SELECT reply_to, count(*) AS replies FROM entries
      WHERE reply_to IS NOT NULL AND deleted_at IS NULL
      GROUP BY reply_to) AS counted
WHERE entries.id = counted.reply_to;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

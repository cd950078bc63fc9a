#pragma once

// What is not done with yet: messages that wait, and what they hold.

namespace parley::storage::sqlite {

inline constexpr auto upkeep = R"sql(
ALTER TABLE scheduled ADD COLUMN client_id TEXT;
ALTER TABLE scheduled ADD COLUMN expires_in INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX scheduled_by_client ON scheduled(sender, client_id)
  WHERE client_id IS NOT NULL;
)sql";

}  // namespace parley::storage::sqlite

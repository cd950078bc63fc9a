#pragma once

// Where a message's clientId is looked up.

namespace parley::storage::sqlite::schema_steps {

// Clients whose ids grow with time, as UUIDs of version 7 do, write at one
// place of it; with the sender first there was a place for each sender, and
// each message dirtied a page more.
inline constexpr auto client_ids = R"sql(
DROP INDEX entries_by_client_id;
CREATE UNIQUE INDEX entries_by_client_id ON entries(client_id, who)
  WHERE client_id IS NOT NULL;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

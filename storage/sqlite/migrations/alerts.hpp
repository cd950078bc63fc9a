#pragma once

// What users want to be alerted to.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto alerts = R"sql(
ALTER TABLE room_members ADD COLUMN alert_level INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room_members ADD COLUMN muted_until INTEGER;
ALTER TABLE users ADD COLUMN quiet_until INTEGER;
CREATE INDEX quiet_users ON users(quiet_until) WHERE quiet_until IS NOT NULL;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

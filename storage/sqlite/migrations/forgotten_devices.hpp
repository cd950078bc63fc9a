#pragma once

// Devices that nobody uses any more are forgotten.

namespace parley::storage::sqlite::schema_steps {

inline constexpr auto forgotten_devices = R"sql(
CREATE INDEX unused_devices ON devices(rotated_at) WHERE revoked_at IS NULL;
)sql";

}  // namespace parley::storage::sqlite::schema_steps

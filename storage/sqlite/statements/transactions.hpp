#pragma once

#include <string>

namespace parley::storage::sqlite::sql {

using text = const std::string;

// -- transactions ------------------------------------------------------------

inline text begin_write = "BEGIN IMMEDIATE";
inline text begin_read = "BEGIN";
inline text commit = "COMMIT";
inline text rollback = "ROLLBACK";
inline text data_version = "PRAGMA data_version";

// -- keys --------------------------------------------------------------------

/// What rows.hpp reads as a `core::user_card`.
inline text card_columns = "u.id, u.username, u.avatar, u.display_name";

inline text user_key = "SELECT key FROM users WHERE id = ?1";
inline text group_key = "SELECT key FROM groups WHERE id = ?1";
inline text room_key =
    "SELECT key FROM rooms WHERE id = ?1 AND deleted_at IS NULL";
inline text find_room_slot =
    "SELECT key, retention FROM rooms WHERE id = ?1 AND deleted_at IS NULL";
inline text room_id = "SELECT id FROM rooms WHERE key = ?1";

}  // namespace parley::storage::sqlite::sql

#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text insert_user =
    "INSERT INTO users(id, username, username_key, display_name, email, "
    "email_key, avatar, role, password_hash, created_at, last_seen) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

inline text insert_device =
    "INSERT INTO devices(id, owner, name, nonce, generation, refresh_hash, "
    "created_at, rotated_at, revoked_at) "
    "SELECT ?1, key, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM users "
    "WHERE id = ?2 AND deleted_at IS NULL "
    "AND (?10 IS NULL OR password_hash = ?10) "
    "AND (?11 IS NULL OR role = ?11)";
inline text rotate_device =
    "UPDATE devices SET generation = ?2 + 1, refresh_hash = ?3, "
    "rotated_at = ?4 "
    "WHERE id = ?1 AND generation = ?2 AND revoked_at IS NULL";
inline text revoke_device =
    "UPDATE devices SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1";
inline text end_oldest_devices =
    "UPDATE devices SET revoked_at = ?2 WHERE id IN ("
    "SELECT id FROM devices WHERE owner = ?1 AND revoked_at IS NULL "
    "ORDER BY rotated_at DESC, id DESC LIMIT -1 OFFSET ?3) RETURNING id";
inline text forget_unused_devices =
    "DELETE FROM devices WHERE id IN ("
    "SELECT id FROM devices WHERE revoked_at IS NULL AND rotated_at < ?1 "
    "ORDER BY rotated_at LIMIT ?2)";
inline text forget_ended_devices =
    "DELETE FROM devices WHERE id IN ("
    "SELECT id FROM devices WHERE revoked_at < ?1 "
    "ORDER BY revoked_at LIMIT ?2)";
inline text device_exists = "SELECT 1 FROM devices WHERE id = ?1";

inline text user_columns =
    "id, username, display_name, email, avatar, role, password_hash, "
    "created_at, last_seen, email_verified, deleted_at IS NOT NULL ";
inline text find_user = "SELECT " + user_columns + "FROM users WHERE id = ?1";
// The owner of an e-mail goes before somebody whose user name looks like it.
inline text find_user_by_login =
    "SELECT " + user_columns +
    "FROM users WHERE email_key = ?1 OR username_key = ?1 "
    "ORDER BY email_key IS ?1 DESC LIMIT 1";

inline text device_columns =
    "d.id, u.id, d.name, d.nonce, d.generation, d.refresh_hash, "
    "d.created_at, d.rotated_at, d.revoked_at IS NOT NULL ";
inline text find_device =
    "SELECT " + device_columns +
    "FROM devices d JOIN users u ON u.key = d.owner WHERE d.id = ?1";
inline text list_devices =
    "SELECT " + device_columns +
    "FROM users u JOIN devices d ON d.owner = u.key "
    "WHERE u.id = ?1 AND d.revoked_at IS NULL ORDER BY d.created_at DESC "
    "LIMIT ?2";
inline text list_revoked_devices =
    "SELECT id, revoked_at FROM devices WHERE revoked_at > ?1 "
    "ORDER BY revoked_at";

inline text token_lifetime =
    "SELECT seconds, longest, longest_until FROM token_lifetime WHERE one = 1";
inline text set_token_lifetime =
    "INSERT INTO token_lifetime(one, seconds, longest, longest_until) "
    "VALUES(1, ?1, ?2, ?3) ON CONFLICT(one) DO UPDATE "
    "SET seconds = excluded.seconds, longest = excluded.longest, "
    "longest_until = excluded.longest_until";

}  // namespace parley::storage::sqlite::sql

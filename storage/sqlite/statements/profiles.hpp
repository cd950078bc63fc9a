#pragma once

#include <string>

#include "storage/sqlite/statements/accounts.hpp"

namespace parley::storage::sqlite::sql {

inline text user_is_live =
    "SELECT 1 FROM users WHERE id = ?1 AND deleted_at IS NULL";
inline text update_user =
    "UPDATE users SET username = coalesce(?2, username), "
    "username_key = coalesce(?3, username_key), "
    "display_name = coalesce(?4, "
    "CASE display_name WHEN username THEN ?2 END, display_name), "
    "email = coalesce(?5, email), "
    "email_key = CASE WHEN ?5 IS NULL THEN email_key ELSE ?6 END, "
    "email_verified = CASE WHEN ?5 IS NULL OR ?5 = email "
    "THEN email_verified ELSE 0 END, "
    "avatar = coalesce(?7, avatar) "
    "WHERE id = ?1 AND deleted_at IS NULL RETURNING " +
    user_columns;
inline text change_password =
    "UPDATE users SET password_hash = ?3 "
    "WHERE id = ?1 AND password_hash = ?2 AND deleted_at IS NULL "
    "RETURNING key";
inline text revoke_devices =
    "UPDATE devices SET revoked_at = ?3 "
    "WHERE owner = ?1 AND revoked_at IS NULL AND id IS NOT ?2 RETURNING id";

// The key has a space, which no user name may have.
inline text bury_user =
    "UPDATE users SET username = 'deleted user', "
    "username_key = 'deleted ' || hex(id), display_name = 'Deleted user', "
    "email = '', email_verified = 0, email_key = NULL, avatar = '', role = 0, "
    "password_hash = '', "
    "deleted_at = ?3 "
    "WHERE id = ?1 AND password_hash = ?2 AND deleted_at IS NULL "
    "RETURNING key";
inline text owned_groups =
    "SELECT parent FROM group_members WHERE member = ?1 AND role = 2";
inline text pass_group_on =
    "UPDATE group_members SET role = 2 WHERE parent = ?1 AND member = ("
    "SELECT member FROM group_members WHERE parent = ?1 AND member <> ?2 "
    "ORDER BY role DESC, joined_at, member LIMIT 1)";
inline text leave_groups = "DELETE FROM group_members WHERE member = ?1";
inline text drop_requests_of_user =
    "DELETE FROM join_requests WHERE member = ?1";
inline text drop_invites_for_user = "DELETE FROM invites WHERE invitee = ?1";
inline text drop_blocks_of_user = "DELETE FROM blocks WHERE by = ?1";
inline text drop_direct_policy =
    "DELETE FROM direct_policies WHERE member = ?1";
inline text insert_departure = "INSERT INTO departures(who) VALUES(?1)";
inline text delete_departure =
    "DELETE FROM departures "
    "WHERE who = (SELECT key FROM users WHERE id = ?1)";
inline text list_departures =
    "SELECT u.id FROM departures d JOIN users u ON u.key = d.who "
    "WHERE d.who > coalesce((SELECT key FROM users WHERE id = ?1), 0) "
    "ORDER BY d.who LIMIT ?2";

inline text list_users =
    "SELECT " + user_columns +
    ", username_key FROM users "
    "WHERE username_key >= ?1 AND username_key < ?2 AND deleted_at IS NULL "
    "ORDER BY username_key LIMIT ?3";
// Those whose user name lies from ?3 to ?4 were found by that.
inline text find_users =
    "SELECT " + user_columns +
    ", u.key FROM users_text t CROSS JOIN users u ON u.key = t.rowid "
    "WHERE t.users_text MATCH ?1 AND t.rowid < ?2 "
    "AND NOT (username_key >= ?3 AND username_key < ?4) "
    "AND deleted_at IS NULL ORDER BY t.rowid DESC LIMIT ?5";

}  // namespace parley::storage::sqlite::sql

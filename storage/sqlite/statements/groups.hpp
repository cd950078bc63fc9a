#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text insert_group =
    "INSERT INTO groups(id, name, name_key, description, created_by, access, "
    "created_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
inline text insert_group_member =
    "INSERT INTO group_members(parent, member, role, joined_at) "
    "VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
inline text delete_group_member =
    "DELETE FROM group_members WHERE parent = ?1 AND member = ?2";

inline text group_columns =
    "g.id, g.name, g.description, u.id, g.access, g.created_at ";
inline text find_group =
    "SELECT " + group_columns +
    "FROM groups g LEFT JOIN users u ON u.key = g.created_by WHERE g.id = ?1";
inline text list_groups =
    "SELECT " + group_columns +
    ", g.name_key FROM groups g LEFT JOIN users u ON u.key = g.created_by "
    "WHERE g.name_key > ?2 AND (g.access = 0 OR EXISTS("
    "SELECT 1 FROM group_members m WHERE m.parent = g.key AND m.member = "
    "(SELECT key FROM users WHERE id = ?1))) ORDER BY g.name_key LIMIT ?3";

inline text member_columns = "u.id, u.username, u.avatar, m.role, m.joined_at ";
inline text find_group_member =
    "SELECT " + member_columns +
    "FROM groups g, users u JOIN group_members m "
    "ON m.parent = g.key AND m.member = u.key WHERE g.id = ?1 AND u.id = ?2";
inline text list_group_members =
    "SELECT " + member_columns +
    ", m.member FROM group_members m JOIN users u ON u.key = m.member "
    "WHERE m.parent = ?1 AND (m.joined_at, m.member) > (?2, ?3) "
    "ORDER BY m.joined_at, m.member LIMIT ?4";

}  // namespace parley::storage::sqlite::sql

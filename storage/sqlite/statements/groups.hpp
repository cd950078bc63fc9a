#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text insert_group =
    "INSERT INTO groups(id, name, name_key, description, created_by, access, "
    "created_at, icon) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
inline text update_group =
    "UPDATE groups SET name = ?2, name_key = ?3, description = ?4, icon = ?5, "
    "access = ?6 WHERE key = ?1";
inline text icon_of_group = "SELECT icon FROM groups WHERE key = ?1";
inline text delete_group = "DELETE FROM groups WHERE key = ?1";
inline text insert_group_text =
    "INSERT INTO groups_text(rowid, name, description) VALUES(?1, ?2, ?3)";
inline text delete_group_text = "DELETE FROM groups_text WHERE rowid = ?1";
inline text insert_group_member =
    "INSERT INTO group_members(parent, member, role, joined_at) "
    "VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
inline text delete_group_member =
    "DELETE FROM group_members WHERE parent = ?1 AND member = ?2";

inline text set_group_role =
    "UPDATE group_members SET role = ?3 WHERE parent = ?1 AND member = ?2";
inline text lower_group_owners =
    "UPDATE group_members SET role = 1 "
    "WHERE parent = ?1 AND role = 2 AND role > 0 AND member <> ?2";
inline text delete_group_members =
    "DELETE FROM group_members WHERE parent = ?1";
inline text ids_of_group_members =
    "SELECT u.id FROM group_members m JOIN users u ON u.key = m.member "
    "WHERE m.parent = ?1";
inline text rooms_of_group = "SELECT id, key FROM rooms WHERE parent = ?1";

inline text put_restriction =
    "INSERT INTO restrictions(kind, place, member, by, reason, at, until) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET "
    "by = excluded.by, reason = excluded.reason, at = excluded.at, "
    "until = excluded.until";
inline text delete_restriction =
    "DELETE FROM restrictions WHERE kind = ?1 AND place = ?2 AND member = ?3";
inline text delete_restrictions =
    "DELETE FROM restrictions WHERE kind = ?1 AND place = ?2";
inline text find_restriction =
    "SELECT 1 FROM restrictions WHERE kind = ?1 AND place = ?2 "
    "AND member = ?3 AND (until IS NULL OR until > ?4)";
inline text restriction_columns =
    "b.kind, " + card_columns + ", a.id, b.reason, b.at, b.until ";
inline text list_restrictions =
    "SELECT " + restriction_columns +
    ", b.member FROM restrictions b JOIN users u ON u.key = b.member "
    "LEFT JOIN users a ON a.key = b.by WHERE b.kind = ?1 AND b.place = ?2 "
    "AND b.member > ?3 AND (b.until IS NULL OR b.until > ?4) "
    "ORDER BY b.member LIMIT ?5";

inline text group_columns =
    "g.id, g.name, g.description, u.id, g.access, g.created_at, g.icon ";
inline text find_group =
    "SELECT " + group_columns +
    "FROM groups g LEFT JOIN users u ON u.key = g.created_by WHERE g.id = ?1";
// Who asks is ?1, the time ?4; only groups that anybody may see if ?5.
inline text is_group_member =
    "EXISTS(SELECT 1 FROM group_members m WHERE m.parent = g.key AND "
    "m.member = (SELECT key FROM users WHERE id = ?1)) ";
inline text is_not_banned =
    "NOT EXISTS(SELECT 1 FROM restrictions b WHERE b.kind = 1 AND "
    "b.place = g.key AND b.member = (SELECT key FROM users WHERE id = ?1) "
    "AND (b.until IS NULL OR b.until > ?4)) ";
inline text list_groups =
    "SELECT " + group_columns +
    ", g.name_key FROM groups g LEFT JOIN users u ON u.key = g.created_by "
    "WHERE g.name_key > ?2 AND (g.access = 0 OR (?5 = 0 AND " +
    is_group_member + ")) AND " + is_not_banned +
    "ORDER BY g.name_key LIMIT ?3";
inline text list_own_groups =
    "SELECT " + group_columns +
    ", g.name_key FROM group_members m JOIN groups g ON g.key = m.parent "
    "LEFT JOIN users u ON u.key = g.created_by "
    "WHERE m.member = (SELECT key FROM users WHERE id = ?1) "
    "AND g.name_key > ?2 ORDER BY g.name_key LIMIT ?3";
// CROSS JOIN keeps the index outside, which yields rows newest first. ?5: 0 all
// that one may see, 1 only open ones, 2 only one's own.
inline text find_groups =
    "SELECT " + group_columns +
    ", g.key FROM groups_text t CROSS JOIN groups g ON g.key = t.rowid "
    "LEFT JOIN users u ON u.key = g.created_by "
    "WHERE t.groups_text MATCH ?6 AND t.rowid < ?2 AND "
    "((g.access = 0 AND ?5 < 2) OR (?5 <> 1 AND " +
    is_group_member + ")) AND " + is_not_banned +
    "ORDER BY t.rowid DESC LIMIT ?3";

inline text member_columns = card_columns + ", m.role, m.joined_at ";
inline text find_group_member =
    "SELECT " + member_columns +
    "FROM groups g, users u JOIN group_members m "
    "ON m.parent = g.key AND m.member = u.key WHERE g.id = ?1 AND u.id = ?2";
inline text find_group_standing =
    "SELECT " + card_columns +
    ", u.role, m.role, EXISTS("
    "SELECT 1 FROM restrictions b WHERE b.kind = 1 AND b.place = g.key AND "
    "b.member = u.key AND (b.until IS NULL OR b.until > ?3)) "
    "FROM groups g, users u LEFT JOIN group_members m "
    "ON m.parent = g.key AND m.member = u.key WHERE g.id = ?1 AND u.id = ?2";
inline text list_group_staff =
    "SELECT u.id FROM group_members m JOIN users u ON u.key = m.member "
    "WHERE m.parent = ?1 AND m.role > 0 ORDER BY m.role DESC LIMIT 1000";
inline text list_group_members =
    "SELECT " + member_columns +
    ", m.member FROM group_members m JOIN users u ON u.key = m.member "
    "WHERE m.parent = ?1 AND (m.joined_at, m.member) > (?2, ?3) "
    "ORDER BY m.joined_at, m.member LIMIT ?4";

}  // namespace parley::storage::sqlite::sql

#pragma once

#include <string>

#include "storage/sqlite/statements/groups.hpp"

namespace parley::storage::sqlite::sql {

inline text insert_room =
    "INSERT INTO rooms(id, kind, parent, name, name_key, topic, created_by, "
    "access, epoch, created_at, icon, read_only, slow_mode, archived, "
    "direct_key, retention) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
    "?11, ?12, ?13, ?14, ?15, ?16)";
inline text update_room =
    "UPDATE rooms SET name = ?2, name_key = ?3, topic = ?4, icon = ?5, "
    "access = ?6, read_only = ?7, slow_mode = ?8, archived = ?9, "
    "retention = ?10 "
    "WHERE key = ?1";
inline text group_of_room =
    "SELECT coalesce(parent, 0) FROM rooms WHERE key = ?1";
inline text room_before = "SELECT archived, icon FROM rooms WHERE key = ?1";
// The row stays, so that its key, which positions its entries, is not given
// again; without a group its name is free.
inline text end_room =
    "UPDATE rooms SET deleted_at = ?2, parent = NULL, direct_key = NULL "
    "WHERE key = ?1";
inline text delete_room_members = "DELETE FROM room_members WHERE room = ?1";
inline text set_room_role =
    "UPDATE room_members SET role = ?3 WHERE room = ?1 AND member = ?2";
inline text insert_room_member =
    "INSERT INTO room_members(room, member, role, joined_at, read_seq, "
    "delivered_seq) VALUES(?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT DO NOTHING";
inline text delete_room_member =
    "DELETE FROM room_members WHERE room = ?1 AND member = ?2 RETURNING role";

// Memberships that have ended wait here for their entry.
inline text insert_leaver =
    "INSERT INTO leavers(room, member, role) VALUES(?1, ?2, ?3)";
inline text insert_leavers_of_group =
    "INSERT INTO leavers(room, member, role) SELECT m.room, m.member, m.role "
    "FROM rooms r JOIN room_members m ON m.room = r.key AND m.member = ?2 "
    "WHERE r.parent = ?1";
inline text delete_room_members_of_group =
    "DELETE FROM room_members WHERE member = ?2 AND room IN "
    "(SELECT key FROM rooms WHERE parent = ?1)";
inline text rooms_of_leaver =
    "SELECT r.id FROM leavers l JOIN rooms r ON r.key = l.room "
    "WHERE l.member = ?2 AND r.parent = ?1 ORDER BY r.key";
inline text delete_leaver =
    "DELETE FROM leavers WHERE room = ?1 AND member = ?2 RETURNING role";
inline text delete_leavers = "DELETE FROM leavers WHERE room = ?1";
inline text list_leavers = "SELECT " + card_columns +
                           " FROM leavers l "
                           "JOIN users u ON u.key = l.member WHERE l.room = ?1";

inline text room_columns =
    "r.id, r.kind, g.id, r.name, r.topic, u.id, r.access, r.epoch, "
    "r.created_at, r.icon, r.read_only, r.slow_mode, r.archived, "
    "r.retention, r.key ";
/// Where the key stands among them.
inline constexpr int room_key_column = 14;
inline text room_tables =
    "rooms r LEFT JOIN groups g ON g.key = r.parent "
    "LEFT JOIN users u ON u.key = r.created_by ";
inline text find_room = "SELECT " + room_columns + "FROM " + room_tables +
                        "WHERE r.id = ?1 AND r.deleted_at IS NULL";
inline text list_room_members =
    "SELECT " + member_columns +
    ", m.alert_level, m.muted_until "
    "FROM room_members m JOIN users u ON u.key = m.member "
    "WHERE m.room = ?1 ORDER BY m.joined_at, m.member";
inline text list_group_rooms =
    "SELECT " + room_columns + "FROM " + room_tables +
    "WHERE r.parent = ?1 AND (?3 OR r.access = 0 OR EXISTS("
    "SELECT 1 FROM room_members m WHERE m.room = r.key AND m.member = "
    "(SELECT key FROM users WHERE id = ?2))) ORDER BY r.name_key";
inline text list_room_ids =
    "SELECT r.id FROM room_members m JOIN rooms r ON r.key = m.room "
    "WHERE m.member = ?1 ORDER BY m.room DESC LIMIT ?2";
inline text list_user_rooms =
    "SELECT " + room_columns +
    ", m.role, m.read_seq, m.delivered_seq, m.alert_level, m.muted_until "
    "FROM room_members m JOIN " +
    room_tables +
    "WHERE r.key = m.room AND m.member = ?1 AND m.room < ?2 "
    "ORDER BY m.room DESC LIMIT ?3";

}  // namespace parley::storage::sqlite::sql

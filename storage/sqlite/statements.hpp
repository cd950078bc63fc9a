#pragma once

// The SQL of every operation, apart from the code that runs it, so that a test
// can ask the query planner about each statement.

#include <string>

namespace parley::storage::sqlite::sql {

using text = const std::string;

// -- transactions -------------------------------------------------------------

inline text begin_write = "BEGIN IMMEDIATE";
inline text begin_read = "BEGIN";
inline text commit = "COMMIT";
inline text rollback = "ROLLBACK";
inline text data_version = "PRAGMA data_version";

// -- keys ---------------------------------------------------------------------

inline text user_key = "SELECT key FROM users WHERE id = ?1";
inline text group_key = "SELECT key FROM groups WHERE id = ?1";
inline text room_key = "SELECT key FROM rooms WHERE id = ?1";

// -- accounts -----------------------------------------------------------------

inline text insert_user =
    "INSERT INTO users(id, username, username_key, display_name, email, "
    "email_key, avatar, role, password_hash, created_at, last_seen) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
inline text touch_user = "UPDATE users SET last_seen = ?2 WHERE id = ?1";

inline text insert_device =
    "INSERT INTO devices(id, owner, name, nonce, generation, refresh_hash, "
    "created_at, rotated_at, revoked_at) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
inline text rotate_device =
    "UPDATE devices SET generation = ?2 + 1, refresh_hash = ?3, "
    "rotated_at = ?4 "
    "WHERE id = ?1 AND generation = ?2 AND revoked_at IS NULL";
inline text revoke_device =
    "UPDATE devices SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1";
inline text device_exists = "SELECT 1 FROM devices WHERE id = ?1";

inline text user_columns =
    "id, username, display_name, email, avatar, role, password_hash, "
    "created_at, last_seen ";
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
    "WHERE u.id = ?1 AND d.revoked_at IS NULL ORDER BY d.created_at DESC";
inline text list_revoked_devices =
    "SELECT id FROM devices WHERE revoked_at > ?1 ORDER BY revoked_at";

// -- groups -------------------------------------------------------------------

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

// -- rooms --------------------------------------------------------------------

inline text insert_room =
    "INSERT INTO rooms(id, kind, parent, name, name_key, topic, created_by, "
    "access, epoch, created_at) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
inline text insert_room_member =
    "INSERT INTO room_members(room, member, role, joined_at) "
    "VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
inline text delete_room_member =
    "DELETE FROM room_members WHERE room = ?1 AND member = ?2 RETURNING role";

inline text room_columns =
    "r.id, r.kind, g.id, r.name, r.topic, u.id, r.access, r.epoch, "
    "r.created_at, r.key ";
inline text room_tables =
    "rooms r LEFT JOIN groups g ON g.key = r.parent "
    "LEFT JOIN users u ON u.key = r.created_by ";
inline text find_room =
    "SELECT " + room_columns + "FROM " + room_tables + "WHERE r.id = ?1";
inline text list_room_members =
    "SELECT " + member_columns +
    "FROM room_members m JOIN users u ON u.key = m.member "
    "WHERE m.room = ?1 ORDER BY m.joined_at, m.member";
inline text list_group_rooms =
    "SELECT " + room_columns + "FROM " + room_tables +
    "WHERE r.parent = ?1 AND (r.access = 0 OR EXISTS("
    "SELECT 1 FROM room_members m WHERE m.room = r.key AND m.member = "
    "(SELECT key FROM users WHERE id = ?2))) ORDER BY r.name_key";
inline text list_user_rooms =
    "SELECT " + room_columns + "FROM room_members m JOIN " + room_tables +
    "WHERE r.key = m.room AND m.member = ?1 AND m.room < ?2 "
    "ORDER BY m.room DESC LIMIT ?3";

// -- the log ------------------------------------------------------------------

inline text head =
    "SELECT position FROM entries WHERE position BETWEEN ?1 AND ?2 "
    "ORDER BY position DESC LIMIT 1";
inline text insert_message =
    "INSERT INTO entries(position, kind, at, who, id, client_id, type, "
    "reply_to, content, attachments, metadata) "
    "VALUES(?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
inline text insert_membership =
    "INSERT INTO entries(position, kind, at, who, role) "
    "VALUES(?1, ?2, ?3, ?4, ?5)";
inline text first_result =
    "SELECT position, id, at, "
    "type IS ?3 AND reply_to IS ?4 AND "
    "(content IS ?5 OR edited_at IS NOT NULL OR deleted_at IS NOT NULL) "
    "FROM entries WHERE who = ?1 AND client_id = ?2";

inline text entry_columns =
    "e.position, e.kind, e.at, u.id, u.username, u.avatar, e.role, e.id, "
    "e.client_id, e.type, e.reply_to, e.edited_at, e.deleted_at, e.content, "
    "e.attachments, e.metadata ";
inline text entry_tables = "entries e LEFT JOIN users u ON u.key = e.who ";
inline text read_log =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.position > ?1 AND e.position <= ?2 ORDER BY e.position LIMIT ?3";
inline text messages_below =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.position >= ?1 AND e.position <= ?2 AND e.kind = 1 "
    "ORDER BY e.position DESC LIMIT ?3";
inline text messages_above =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.position >= ?1 AND e.position <= ?2 AND e.kind = 1 "
    "ORDER BY e.position LIMIT ?3";
inline text find_message =
    "SELECT " + entry_columns + ", r.id FROM " + entry_tables +
    "LEFT JOIN rooms r ON r.key = e.position >> 32 WHERE e.id = ?1";

// -- search -------------------------------------------------------------------

// CROSS JOIN keeps the index outside, which yields rows newest first.
inline text search_messages =
    "SELECT " + entry_columns +
    "FROM entries_text t CROSS JOIN entries e ON e.position = t.rowid "
    "LEFT JOIN users u ON u.key = e.who "
    "WHERE t.entries_text MATCH ?1 AND t.rowid BETWEEN ?2 AND ?3 "
    "AND e.deleted_at IS NULL ORDER BY t.rowid DESC LIMIT ?4";
inline text rooms_behind_index =
    "SELECT key, indexed_seq FROM rooms WHERE key > ?1 ORDER BY key LIMIT ?2";
inline text entries_to_index =
    "SELECT position, kind, content FROM entries "
    "WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3";
inline text insert_text =
    "INSERT INTO entries_text(rowid, content) VALUES(?1, ?2)";
inline text indexed_seq = "SELECT indexed_seq FROM rooms WHERE key = ?1";
inline text set_indexed_seq =
    "UPDATE rooms SET indexed_seq = ?2 WHERE key = ?1";

}  // namespace parley::storage::sqlite::sql

#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

// -- the log -----------------------------------------------------------------

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
inline text insert_room_change =
    "INSERT INTO room_changes(position, name, topic, icon, access, read_only, "
    "slow_mode, archived) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
inline text insert_member_change =
    "INSERT INTO member_changes(position, by, until) VALUES(?1, ?2, ?3)";
inline text find_room_change =
    "SELECT name, topic, icon, access, read_only, slow_mode, archived "
    "FROM room_changes WHERE position = ?1";
inline text find_member_change =
    "SELECT u.id, u.username, u.avatar, c.until FROM member_changes c "
    "LEFT JOIN users u ON u.key = c.by WHERE c.position = ?1";
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

// -- search ------------------------------------------------------------------

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

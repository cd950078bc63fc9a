#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

// -- the log -----------------------------------------------------------------

/// The newest entry, how many messages there are, the seq of the last of them.
inline text head =
    "SELECT position, number, coalesce(last_message, position & 0xffffffff) "
    "FROM entries WHERE position BETWEEN ?1 AND ?2 "
    "ORDER BY position DESC LIMIT 1";
inline text insert_message =
    "INSERT INTO entries(position, kind, at, who, id, client_id, type, "
    "reply_to, content, attachments, metadata, mentions, number, "
    "expires_at, own_expiry) "
    "VALUES(?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
inline text insert_membership =
    "INSERT INTO entries(position, kind, at, who, role, number, last_message) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
inline text insert_change =
    "INSERT INTO entries(position, kind, at, who, target, content, number, "
    "last_message) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
inline text insert_room_change =
    "INSERT INTO room_changes(position, name, topic, icon, access, read_only, "
    "slow_mode, archived, retention) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
inline text insert_member_change =
    "INSERT INTO member_changes(position, by, until) VALUES(?1, ?2, ?3)";
inline text find_room_change =
    "SELECT name, topic, icon, access, read_only, slow_mode, archived, "
    "retention FROM room_changes WHERE position = ?1";
inline text find_member_change =
    "SELECT " + card_columns +
    ", c.until FROM member_changes c "
    "LEFT JOIN users u ON u.key = c.by WHERE c.position = ?1";
inline text place_of_message = "SELECT position FROM entries WHERE id = ?1";
inline text first_result =
    "SELECT position, id, at, "
    "type IS ?3 AND reply_to IS ?4 AND "
    "(content IS ?5 OR edited_at IS NOT NULL OR deleted_at IS NOT NULL), "
    "expires_at FROM entries WHERE who = ?1 AND client_id = ?2";

inline text entry_columns =
    "e.position, e.kind, e.at, " + card_columns +
    ", e.role, e.id, "
    "e.client_id, e.type, e.reply_to, e.edited_at, e.deleted_at, e.content, "
    "e.attachments, e.metadata, e.mentions, e.pinned_at, "
    "e.replies, e.expires_at, e.own_expiry, e.target ";
/// Where the target stands among them, and how many they are.
inline constexpr int target_column = 22;
inline constexpr int entry_column_count = 23;
inline text entry_tables = "entries e LEFT JOIN users u ON u.key = e.who ";
inline text read_log =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.position > ?1 AND e.position <= ?2 ORDER BY e.position LIMIT ?3";
inline text recent_entries =
    "SELECT e.at, e.kind, e.type, u.id "
    "FROM entries e LEFT JOIN users u ON u.key = e.who "
    "WHERE e.position BETWEEN ?1 AND ?2 ORDER BY e.position DESC LIMIT ?3";
inline text messages_below =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.position >= ?1 AND e.position <= ?2 AND e.kind = 1 "
    "ORDER BY e.position DESC LIMIT ?3";
inline text messages_above =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.position >= ?1 AND e.position <= ?2 AND e.kind = 1 "
    "ORDER BY e.position LIMIT ?3";
inline text message_at = "SELECT " + entry_columns + "FROM " + entry_tables +
                         "WHERE e.position = ?1";
inline text find_message =
    "SELECT " + entry_columns + ", r.id FROM " + entry_tables +
    "LEFT JOIN rooms r ON r.key = e.position >> 32 WHERE e.id = ?1";

// -- changes of messages -----------------------------------------------------

inline text edit_message =
    "UPDATE entries SET content = ?2, mentions = ?3, edited_at = ?4 "
    "WHERE position = ?1";
inline text delete_message =
    "UPDATE entries SET content = '', attachments = NULL, metadata = NULL, "
    "mentions = NULL, pinned_at = NULL, expires_at = NULL, "
    "own_expiry = NULL, deleted_at = ?2 "
    "WHERE position = ?1";
inline text add_replies =
    "UPDATE entries SET replies = replies + ?2 WHERE id = ?1";
inline text delete_versions =
    "UPDATE entries SET content = NULL WHERE target = ?1 AND kind = 4";
inline text pin_message =
    "UPDATE entries SET pinned_at = ?2 WHERE position = ?1";
inline text count_pins =
    "SELECT count(*) FROM entries WHERE position BETWEEN ?1 AND ?2 "
    "AND pinned_at IS NOT NULL";
inline text list_pins =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.position BETWEEN ?1 AND ?2 AND e.pinned_at IS NOT NULL "
    "ORDER BY e.pinned_at DESC";
inline text list_replies =
    "SELECT " + entry_columns + "FROM " + entry_tables +
    "WHERE e.reply_to = ?1 AND e.position > ?2 ORDER BY e.position LIMIT ?3";
inline text list_versions =
    "SELECT content, at FROM entries WHERE target = ?1 AND kind = 4 "
    "AND content IS NOT NULL ORDER BY position LIMIT ?2";

// -- reactions ---------------------------------------------------------------

inline text insert_reaction =
    "INSERT INTO reactions(message, emoji, member, at) VALUES(?1, ?2, ?3, ?4) "
    "ON CONFLICT DO NOTHING";
inline text delete_reaction =
    "DELETE FROM reactions WHERE message = ?1 AND emoji = ?2 AND member = ?3";
inline text delete_reactions = "DELETE FROM reactions WHERE message = ?1";
inline text has_emoji =
    "SELECT 1 FROM reactions WHERE message = ?1 AND emoji = ?2 LIMIT 1";
inline text count_emojis =
    "SELECT count(DISTINCT emoji) FROM reactions WHERE message = ?1";
inline text count_reactions =
    "SELECT message, emoji, count(*), min(at) FROM reactions "
    "WHERE message BETWEEN ?1 AND ?2 GROUP BY message, emoji";
inline text first_reactors =
    "SELECT u.id FROM reactions r JOIN users u ON u.key = r.member "
    "WHERE r.message = ?1 AND r.emoji = ?2 ORDER BY r.member LIMIT ?3";
inline text has_reacted =
    "SELECT 1 FROM reactions WHERE message = ?1 AND emoji = ?2 "
    "AND member = (SELECT key FROM users WHERE id = ?3)";
inline text list_reactors =
    "SELECT " + card_columns +
    ", r.member "
    "FROM reactions r JOIN users u ON u.key = r.member "
    "WHERE r.message = ?1 AND r.emoji = ?2 AND r.member > ?3 "
    "ORDER BY r.member LIMIT ?4";

// -- mentions and marks ------------------------------------------------------

inline text insert_mention =
    "INSERT INTO mentions(member, message) VALUES(?1, ?2) "
    "ON CONFLICT DO NOTHING";
inline text delete_mentions = "DELETE FROM mentions WHERE message = ?1";
inline text count_mentions =
    "SELECT count(*) FROM mentions "
    "WHERE member = ?1 AND message > ?2 AND message <= ?3";
inline text find_mark =
    "SELECT read_seq, delivered_seq FROM room_members "
    "WHERE room = ?1 AND member = ?2";
inline text set_mark =
    "UPDATE room_members SET read_seq = ?3, delivered_seq = ?4 "
    "WHERE room = ?1 AND member = ?2";

// -- search ------------------------------------------------------------------

// CROSS JOIN keeps the index outside, which yields rows newest first.
inline text search_messages =
    "SELECT t.rowid, e.at "
    "FROM entries_text t CROSS JOIN entries e ON e.position = t.rowid "
    "WHERE t.entries_text MATCH ?1 AND t.rowid BETWEEN ?2 AND ?3 "
    "AND e.deleted_at IS NULL "
    "AND (?5 IS NULL OR e.who = (SELECT key FROM users WHERE id = ?5)) "
    "AND (?6 IS NULL OR e.at < ?6) AND (?7 IS NULL OR e.at >= ?7) "
    "AND (?8 = 0 OR e.attachments IS NOT NULL) "
    "AND (?9 IS NULL OR e.at < ?9 OR (e.at = ?9 AND e.position < ?10)) "
    "ORDER BY t.rowid DESC LIMIT ?4";
/// The first word of the index between two; a row of each place where it is.
inline text next_term =
    "SELECT term FROM entries_terms WHERE term >= ?1 AND term < ?2 LIMIT 1";
inline text entry_from =
    "SELECT position, at FROM entries WHERE position BETWEEN ?1 AND ?2 "
    "ORDER BY position LIMIT 1";
inline text rooms_behind_index =
    "SELECT key, indexed_seq FROM rooms WHERE key > ?1 ORDER BY key LIMIT ?2";
inline text entries_to_index =
    "SELECT position, kind, content FROM entries "
    "WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3";
inline text insert_text =
    "INSERT INTO entries_text(rowid, content) VALUES(?1, ?2)";
inline text delete_text =
    "INSERT INTO entries_text(entries_text, rowid, content) "
    "VALUES('delete', ?1, ?2)";
inline text merge_text_from =
    "INSERT INTO entries_text(entries_text, rank) VALUES('usermerge', ?1)";
inline text merge_text =
    "INSERT INTO entries_text(entries_text, rank) VALUES('merge', ?1)";
inline text indexed_seq = "SELECT indexed_seq FROM rooms WHERE key = ?1";
inline text set_indexed_seq =
    "UPDATE rooms SET indexed_seq = ?2 WHERE key = ?1";

}  // namespace parley::storage::sqlite::sql

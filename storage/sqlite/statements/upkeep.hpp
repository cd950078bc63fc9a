#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

// -- rooms that keep messages for another time than before --------------------

inline text note_retention_change =
    "INSERT INTO retention_changes(room, done, upto) VALUES(?1, 0, ?2) "
    "ON CONFLICT DO UPDATE SET done = 0, upto = excluded.upto";
inline text next_retention_change =
    "SELECT c.room, c.done, c.upto, r.retention FROM retention_changes c "
    "JOIN rooms r ON r.key = c.room WHERE c.room > ?1 ORDER BY c.room LIMIT 1";
inline text move_retention_change =
    "UPDATE retention_changes SET done = ?2 WHERE room = ?1";
inline text drop_retention_change =
    "DELETE FROM retention_changes WHERE room = ?1";
// By a retention of ?3 milliseconds, 0: for ever.
inline text expiry_now =
    "(CASE ?3 WHEN 0 THEN own_expiry "
    "ELSE min(coalesce(own_expiry, at + ?3), at + ?3) END) ";
inline text renew_expiries =
    "UPDATE entries SET expires_at = " + expiry_now +
    "WHERE position IN (SELECT position FROM entries "
    "WHERE position > ?1 AND position <= ?2 AND kind = 1 "
    "AND deleted_at IS NULL AND expires_at IS NOT " +
    expiry_now + "LIMIT ?4)";

// -- rooms that are deleted ---------------------------------------------------

inline text note_unpurged = "INSERT INTO unpurged_rooms(room) VALUES(?1)";
inline text first_unpurged =
    "SELECT room FROM unpurged_rooms ORDER BY room LIMIT 1";
inline text drop_unpurged = "DELETE FROM unpurged_rooms WHERE room = ?1";

// Of the entries from ?1 to ?2, at most ?3 rows.
inline text purge_reactions =
    "DELETE FROM reactions WHERE (message, emoji, member) IN ("
    "SELECT message, emoji, member FROM reactions "
    "WHERE message BETWEEN ?1 AND ?2 LIMIT ?3)";
inline text purge_mentions =
    "DELETE FROM mentions WHERE (member, message) IN ("
    "SELECT member, message FROM mentions "
    "WHERE message BETWEEN ?1 AND ?2 LIMIT ?3)";
inline text purge_room_changes =
    "DELETE FROM room_changes WHERE position IN ("
    "SELECT position FROM room_changes "
    "WHERE position BETWEEN ?1 AND ?2 LIMIT ?3)";
inline text purge_member_changes =
    "DELETE FROM member_changes WHERE position IN ("
    "SELECT position FROM member_changes "
    "WHERE position BETWEEN ?1 AND ?2 LIMIT ?3)";

// Of the room ?1, at most ?2 rows.
inline text purge_drafts =
    "DELETE FROM drafts WHERE (member, room) IN ("
    "SELECT member, room FROM drafts WHERE room = ?1 LIMIT ?2)";
inline text purge_scheduled =
    "DELETE FROM scheduled WHERE key IN ("
    "SELECT key FROM scheduled WHERE room = ?1 LIMIT ?2)";

inline text entries_to_purge =
    "SELECT position, kind, content, "
    "coalesce(length(attachments), 0) + coalesce(length(metadata), 0) "
    "FROM entries WHERE position BETWEEN ?1 AND ?2 ORDER BY position LIMIT ?3";
inline text purge_entries =
    "DELETE FROM entries WHERE position BETWEEN ?1 AND ?2";

}  // namespace parley::storage::sqlite::sql

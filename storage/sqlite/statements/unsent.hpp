#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text put_draft =
    "INSERT INTO drafts(member, room, content, reply_to, at) "
    "SELECT member, room, ?3, ?4, ?5 FROM room_members "
    "WHERE member = ?1 AND room = ?2 "
    "ON CONFLICT DO UPDATE SET content = excluded.content, "
    "reply_to = excluded.reply_to, at = excluded.at RETURNING 1";
inline text delete_draft = "DELETE FROM drafts WHERE member = ?1 AND room = ?2";
inline text list_drafting =
    "SELECT member FROM drafts WHERE room = ?1 ORDER BY member";
inline text list_drafts =
    "SELECT r.id, d.content, d.reply_to, d.at FROM drafts d "
    "JOIN room_members m ON m.room = d.room AND m.member = d.member "
    "JOIN rooms r ON r.key = d.room "
    "WHERE d.member = ?1 ORDER BY d.at DESC LIMIT 500";
inline text drop_drafts_of_user = "DELETE FROM drafts WHERE member = ?1";

inline text insert_scheduled =
    "INSERT INTO scheduled(id, sender, room, due, planned, created_at, type, "
    "reply_to, content, attachments, metadata, uploads, client_id, "
    "expires_in) "
    "VALUES(?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
inline text count_scheduled =
    "SELECT count(*) FROM scheduled WHERE sender = ?1";
inline text delete_scheduled =
    "DELETE FROM scheduled "
    "WHERE id = ?1 AND (?2 IS NULL OR sender = ?2) RETURNING 1";
inline text fail_scheduled =
    "UPDATE scheduled SET due = NULL, failure = ?2 WHERE id = ?1 RETURNING 1";
inline text postpone_scheduled =
    "UPDATE scheduled SET due = ?2 "
    "WHERE id = ?1 AND due IS NOT NULL RETURNING 1";
inline text drop_scheduled_of_user = "DELETE FROM scheduled WHERE sender = ?1";

inline text scheduled_columns =
    "s.id, r.id, " + card_columns +
    ", s.planned, s.failure, "
    "s.created_at, s.type, s.reply_to, s.content, s.attachments, s.metadata, "
    "s.uploads, s.client_id, s.expires_in ";
/// How many they are.
inline constexpr int scheduled_column_count = 17;
inline text scheduled_tables =
    "scheduled s JOIN rooms r ON r.key = s.room "
    "JOIN users u ON u.key = s.sender ";
inline text list_scheduled = "SELECT " + scheduled_columns + "FROM " +
                             scheduled_tables +
                             "WHERE s.sender = ?1 ORDER BY s.due, s.planned";
inline text scheduled_by_client = "SELECT " + scheduled_columns + "FROM " +
                                  scheduled_tables +
                                  "WHERE s.sender = ?1 AND s.client_id = ?2";
inline text list_due = "SELECT " + scheduled_columns +
                       ", u.role, EXISTS(SELECT 1 FROM restrictions b "
                       "WHERE b.kind = 4 AND b.place = 0 AND b.member = u.key "
                       "AND (b.until IS NULL OR b.until > ?1)) FROM " +
                       scheduled_tables +
                       "WHERE s.due <= ?1 ORDER BY s.due LIMIT ?2";
// Those of a room that keeps messages longer by now may not know it yet.
inline text list_expired =
    "SELECT r.id, e.id FROM entries e JOIN rooms r ON r.key = e.position >> 32 "
    "WHERE e.expires_at <= ?1 AND CASE r.retention WHEN 0 THEN e.own_expiry "
    "ELSE min(coalesce(e.own_expiry, e.at + r.retention * 1000), "
    "e.at + r.retention * 1000) END <= ?1 "
    "ORDER BY e.expires_at LIMIT ?2";
inline text postpone_expiry =
    "UPDATE entries SET expires_at = ?2 "
    "WHERE id = ?1 AND expires_at IS NOT NULL";
inline text drop_expiry = "UPDATE entries SET expires_at = NULL WHERE id = ?1";
inline text next_date =
    "SELECT min(at) FROM (SELECT min(due) AS at FROM scheduled "
    "WHERE due IS NOT NULL UNION ALL SELECT min(expires_at) FROM entries "
    "WHERE expires_at IS NOT NULL)";

}  // namespace parley::storage::sqlite::sql

#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text upload_usage =
    "SELECT bytes, files FROM upload_usage WHERE owner = ?1";
// As created: what was named once is loose since later.
inline text count_pending =
    "SELECT count(*) FROM uploads WHERE owner = ?1 AND kind = ?2 "
    "AND loose_since = created_at AND withdrawn = 0 AND NOT EXISTS("
    "SELECT 1 FROM scheduled_uploads s WHERE s.upload = uploads.key)";
inline text add_upload_usage =
    "INSERT INTO upload_usage(owner, bytes, files) VALUES(?1, ?2, 1) "
    "ON CONFLICT(owner) DO UPDATE "
    "SET bytes = bytes + excluded.bytes, files = files + 1";
inline text take_upload_usage =
    "UPDATE upload_usage SET bytes = bytes - ?2, files = files - 1 "
    "WHERE owner = ?1";

inline text insert_upload =
    "INSERT INTO uploads(id, owner, kind, type, name, bytes, thumbnail_bytes, "
    "sha256, width, height, created_at, loose_since) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)";
inline text loosen_avatar =
    "UPDATE uploads SET loose_since = ?2 "
    "WHERE owner = ?1 AND kind = 0 AND loose_since IS NULL";
inline text use_avatar =
    "UPDATE uploads SET loose_since = NULL "
    "WHERE id = ?1 AND owner = ?2 AND kind = 0";
inline text avatars_of_user =
    "SELECT key, bytes + thumbnail_bytes FROM uploads "
    "WHERE owner = ?1 AND kind = 0";
inline text set_avatar = "UPDATE users SET avatar = ?2 WHERE key = ?1";
inline text attach_upload =
    "UPDATE uploads SET loose_since = NULL WHERE key = ?1";
inline text insert_upload_message =
    "INSERT INTO upload_messages(upload, message) VALUES(?1, ?2) "
    "ON CONFLICT DO NOTHING";
// Of a message that is deleted: what no other message names.
inline text loosen_uploads =
    "UPDATE uploads SET loose_since = ?2 "
    "WHERE key IN (SELECT upload FROM upload_messages WHERE message = ?1) "
    "AND NOT EXISTS(SELECT 1 FROM upload_messages o "
    "WHERE o.upload = uploads.key AND o.message <> ?1) "
    "AND NOT EXISTS(SELECT 1 FROM icons i WHERE i.upload = uploads.key)";
inline text detach_uploads = "DELETE FROM upload_messages WHERE message = ?1";
inline text delete_upload = "DELETE FROM uploads WHERE key = ?1";
inline text withdraw_upload =
    "UPDATE uploads SET withdrawn = 1, loose_since = ?2 WHERE key = ?1";
inline text is_reported =
    "SELECT 1 FROM report_uploads WHERE upload = ?1 LIMIT 1";
// With the report these go by themselves.
inline text hold_for_report =
    "INSERT INTO report_uploads(upload, report) SELECT n.upload, ?1 "
    "FROM entries e JOIN upload_messages n ON n.message = e.position "
    "WHERE e.id = ?2";
inline text delete_upload_messages =
    "DELETE FROM upload_messages WHERE upload = ?1";

// A room shows the files of its messages; an avatar is no file of a message.
inline text attachable_upload =
    "SELECT key FROM uploads WHERE id = ?1 AND owner = ?2 AND kind <> 0 "
    "AND withdrawn = 0";
inline text uploads_of_message =
    "SELECT upload FROM upload_messages WHERE message = ?1";
inline text loose_uploads =
    "SELECT key, id, owner, bytes + thumbnail_bytes, withdrawn FROM uploads "
    "WHERE loose_since < ?1 AND NOT EXISTS("
    "SELECT 1 FROM scheduled_uploads s WHERE s.upload = uploads.key) "
    "AND NOT EXISTS("
    "SELECT 1 FROM report_uploads p WHERE p.upload = uploads.key) "
    "ORDER BY loose_since LIMIT ?2";
// With the row of `scheduled` these go by themselves.
inline text hold_upload =
    "INSERT INTO scheduled_uploads(upload, scheduled) VALUES(?1, ?2) "
    "ON CONFLICT DO NOTHING";
inline text unhold_upload = "DELETE FROM scheduled_uploads WHERE upload = ?1";

// -- icons --------------------------------------------------------------------

inline text picture_of_owner =
    "SELECT key FROM uploads WHERE id = ?1 AND owner = ?2 AND kind = 1 "
    "AND withdrawn = 0";
inline text find_icon =
    "SELECT upload FROM icons WHERE kind = ?1 AND place = ?2";
inline text put_icon =
    "INSERT INTO icons(kind, place, upload) VALUES(?1, ?2, ?3) "
    "ON CONFLICT DO UPDATE SET upload = excluded.upload";
inline text drop_icon = "DELETE FROM icons WHERE kind = ?1 AND place = ?2";
inline text drop_icons_of_upload = "DELETE FROM icons WHERE upload = ?1";
inline text loosen_former_icon =
    "UPDATE uploads SET loose_since = ?2 WHERE key = ?1 "
    "AND NOT EXISTS(SELECT 1 FROM upload_messages n "
    "WHERE n.upload = uploads.key) "
    "AND NOT EXISTS(SELECT 1 FROM icons i WHERE i.upload = uploads.key)";
inline text icons_of_upload =
    "SELECT i.kind, coalesce(r.id, g.id) FROM icons i "
    "LEFT JOIN rooms r ON i.kind = 2 AND r.key = i.place "
    "LEFT JOIN groups g ON i.kind = 1 AND g.key = i.place "
    "WHERE i.upload = ?1 LIMIT ?2";

// -- of rooms that are no more ------------------------------------------------

inline text note_leftovers = "INSERT INTO leftovers(room) VALUES(?1)";
inline text first_leftovers =
    "SELECT room FROM leftovers ORDER BY room LIMIT 1";
inline text drop_leftovers = "DELETE FROM leftovers WHERE room = ?1";
inline text messages_with_uploads =
    "SELECT DISTINCT message FROM upload_messages "
    "WHERE message BETWEEN ?1 AND ?2 ORDER BY message LIMIT ?3";

inline text upload_columns =
    "f.id, u.id, f.kind, f.type, f.name, f.bytes, f.thumbnail_bytes, f.sha256, "
    "f.width, f.height, f.created_at, f.loose_since IS NULL, f.key, u.key, "
    "f.withdrawn ";
inline text upload_tables = "uploads f JOIN users u ON u.key = f.owner ";
inline text find_upload = "SELECT " + upload_columns + "FROM " + upload_tables +
                          "WHERE f.id = ?1 AND f.withdrawn = 0";
inline text find_any_upload =
    "SELECT " + upload_columns + "FROM " + upload_tables + "WHERE f.id = ?1";
inline text uploads_of_report =
    "SELECT " + upload_columns + "FROM reports p " +
    "JOIN report_uploads h ON h.report = p.key " +
    "JOIN uploads f ON f.key = h.upload JOIN users u ON u.key = f.owner "
    "WHERE p.id = ?1 ORDER BY h.upload";
// A direct room is for its members alone; which of the others the reader sees
// is not decided here.
inline text rooms_of_upload =
    "SELECT r.id FROM upload_messages n JOIN rooms r ON r.key = n.message >> "
    "32 "
    "LEFT JOIN room_members m ON m.room = r.key AND m.member = ?2 "
    "LEFT JOIN group_members g ON g.parent = r.parent AND g.member = ?2 "
    "WHERE n.upload = ?1 AND r.deleted_at IS NULL "
    "AND (m.member IS NOT NULL OR r.kind <> 1) GROUP BY r.key "
    "ORDER BY m.member IS NULL, g.member IS NULL, r.access LIMIT ?3";
inline text list_uploads =
    "SELECT " + upload_columns + "FROM " + upload_tables +
    "WHERE f.owner = ?1 AND f.key < ?2 AND f.withdrawn = 0 "
    "ORDER BY f.key DESC LIMIT ?3";
inline text upload_exists = "SELECT 1 FROM uploads WHERE id = ?1";

}  // namespace parley::storage::sqlite::sql

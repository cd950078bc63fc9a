#pragma once

#include <string>

#include "storage/sqlite/statements/groups.hpp"
#include "storage/sqlite/statements/profiles.hpp"
#include "storage/sqlite/statements/rooms.hpp"

namespace parley::storage::sqlite::sql {

// -- users --------------------------------------------------------------------

inline text role_of_user =
    "SELECT key, role FROM users WHERE id = ?1 AND deleted_at IS NULL";
// One who is banned at ?2 is no help.
inline text has_other_admin =
    "SELECT 1 FROM users u "
    "WHERE role = 2 AND deleted_at IS NULL AND key <> ?1 "
    "AND NOT EXISTS(SELECT 1 FROM restrictions b WHERE b.kind = 4 "
    "AND b.place = 0 AND b.member = u.key "
    "AND (b.until IS NULL OR b.until > ?2)) LIMIT 1";
inline text set_server_role = "UPDATE users SET role = ?2 WHERE key = ?1";
inline text lift_user_ban =
    "DELETE FROM restrictions WHERE kind = 4 AND place = 0 "
    "AND member = (SELECT key FROM users WHERE id = ?1)";

inline text find_user_ban =
    "SELECT " + restriction_columns +
    "FROM users u JOIN restrictions b "
    "ON b.kind = 4 AND b.place = 0 AND b.member = u.key "
    "LEFT JOIN users a ON a.key = b.by "
    "WHERE u.id = ?1 AND (b.until IS NULL OR b.until > ?2)";

// An account has the ban that holds at ?1, or NULLs.
inline text account_columns =
    "u.id, u.username, u.display_name, u.email, u.avatar, u.role, "
    "u.password_hash, u.created_at, u.last_seen, u.email_verified, 0, "
    "u.username_key, u.key, b.at, b.reason, b.until, a.id ";
inline text ban_of_account =
    "LEFT JOIN restrictions b ON b.kind = 4 AND b.place = 0 "
    "AND b.member = u.key AND (b.until IS NULL OR b.until > ?1) "
    "LEFT JOIN users a ON a.key = b.by ";
inline text list_accounts =
    "SELECT " + account_columns + "FROM users u " + ban_of_account +
    "WHERE u.username_key >= ?2 AND u.username_key < ?3 "
    "AND u.deleted_at IS NULL ORDER BY u.username_key LIMIT ?4";
inline text list_accounts_of_role =
    "SELECT " + account_columns + "FROM users u " + ban_of_account +
    "WHERE u.role = ?2 AND u.deleted_at IS NULL AND u.key > ?3 "
    "ORDER BY u.key LIMIT ?4";
inline text list_banned_accounts =
    "SELECT " + account_columns +
    "FROM restrictions b JOIN users u ON u.key = b.member "
    "LEFT JOIN users a ON a.key = b.by "
    "WHERE b.kind = 4 AND b.place = 0 AND b.member > ?2 "
    "AND (b.until IS NULL OR b.until > ?1) ORDER BY b.member LIMIT ?3";

// -- places -------------------------------------------------------------------

inline text list_all_groups =
    "SELECT " + group_columns +
    ", g.name_key FROM groups g LEFT JOIN users u ON u.key = g.created_by "
    "WHERE g.name_key >= ?1 AND g.name_key < ?2 ORDER BY g.name_key LIMIT ?3";
inline text list_all_channels =
    "SELECT " + room_columns + "FROM " + room_tables +
    "WHERE r.kind = 0 AND r.deleted_at IS NULL AND r.key < ?1 "
    "ORDER BY r.key DESC LIMIT ?2";
inline text measure_group =
    "SELECT (SELECT count(*) FROM group_members WHERE parent = ?1), "
    "(SELECT count(*) FROM rooms WHERE parent = ?1)";

// -- numbers ------------------------------------------------------------------

inline text count_users =
    "SELECT role, count(*) FROM users "
    "WHERE role >= 0 AND deleted_at IS NULL GROUP BY role";
inline text count_banned_users =
    "SELECT count(*) FROM restrictions WHERE kind = 4 AND place = 0 "
    "AND (until IS NULL OR until > ?1)";
inline text count_groups = "SELECT count(*) FROM groups WHERE name_key > ''";
// A log's last entry knows how many messages there are up to it.
inline text count_rooms =
    "SELECT r.kind, count(*), sum((SELECT e.number FROM entries e "
    "WHERE e.position > r.key << 32 AND e.position < (r.key + 1) << 32 "
    "ORDER BY e.position DESC LIMIT 1)) FROM rooms r "
    "WHERE r.kind >= 0 AND r.deleted_at IS NULL GROUP BY r.kind";
inline text count_uploads =
    "SELECT total(files), total(bytes) FROM upload_usage WHERE owner > 0";
inline text count_open_reports = "SELECT count(*) FROM reports WHERE state = 0";

// -- acts ---------------------------------------------------------------------

inline text insert_act =
    "INSERT INTO acts(at, what, by, kind, target, parent, room, address, "
    "details) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
inline text forget_acts =
    "DELETE FROM acts WHERE key IN ("
    "SELECT key FROM acts WHERE at < ?1 ORDER BY at LIMIT ?2)";
inline text acts_below =
    "SELECT a.at, a.what, a.by, a.kind, a.target, a.parent, a.room, a.address, "
    "a.details, " +
    card_columns +
    ", a.key "
    "FROM acts a LEFT JOIN users u ON u.id = a.by WHERE a.key < ?1 ";
inline text acts_that_fit =
    "AND (?3 IS NULL OR a.by = ?3) AND (?4 IS NULL OR a.what = ?4) "
    "AND (?5 IS NULL OR a.target = ?5) AND (?6 IS NULL OR a.parent = ?6) "
    "ORDER BY a.key DESC LIMIT ?2";
inline text list_acts = acts_below + acts_that_fit;
inline text list_acts_of_actor = acts_below + "AND a.by = ?3 " + acts_that_fit;
inline text list_acts_of_name = acts_below + "AND a.what = ?4 " + acts_that_fit;
inline text list_acts_of_target =
    acts_below + "AND a.target = ?5 " + acts_that_fit;
inline text list_acts_of_group =
    acts_below + "AND a.parent = ?6 " + acts_that_fit;

// -- reports ------------------------------------------------------------------

inline text insert_report =
    "INSERT INTO reports(id, reporter, kind, target, author, room, reason, "
    "note, content, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
inline text count_reports_of_reporter =
    "SELECT count(*) FROM reports WHERE reporter = ?1 AND state = 0";
inline text decide_report =
    "UPDATE reports SET state = ?2, decided_by = ?3, decision = ?4, "
    "decided_at = ?5 WHERE id = ?1 AND state = 0";

inline text forget_reports =
    "DELETE FROM reports WHERE key IN ("
    "SELECT key FROM reports WHERE decided_at < ?1 ORDER BY decided_at "
    "LIMIT ?2)";

inline text report_columns =
    "p.id, r.id, r.username, r.avatar, r.display_name, p.kind, p.target, "
    "a.id, a.username, a.avatar, a.display_name, p.room, p.reason, "
    "p.note, p.content, p.at, p.state, d.id, d.username, d.avatar, "
    "d.display_name, p.decided_at, p.decision, p.key "
    "FROM reports p JOIN users r ON r.key = p.reporter "
    "LEFT JOIN users a ON a.key = p.author "
    "LEFT JOIN users d ON d.key = p.decided_by ";
inline text find_report = "SELECT " + report_columns + "WHERE p.id = ?1";
inline text open_report_of =
    "SELECT " + report_columns +
    "WHERE p.reporter = ?1 AND p.target = ?2 AND p.state = 0";
inline text list_open_reports =
    "SELECT " + report_columns +
    "WHERE p.state = 0 AND p.key > ?1 ORDER BY p.key LIMIT ?2";
inline text list_decided_reports =
    "SELECT " + report_columns +
    "WHERE p.state = ?3 AND p.key < ?1 ORDER BY p.key DESC LIMIT ?2";

}  // namespace parley::storage::sqlite::sql

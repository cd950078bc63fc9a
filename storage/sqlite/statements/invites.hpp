#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

// A place is a group's key and a room's; 0: the group alone.

inline text insert_invite =
    "INSERT INTO invites(id, hash, parent, room, created_by, invitee, "
    "created_at, expires_at, max_uses) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
inline text delete_useless_invites =
    "DELETE FROM invites WHERE parent = ?1 AND room = ?2 AND "
    "(expires_at <= ?3 OR (max_uses > 0 AND uses >= max_uses))";
inline text delete_invite =
    "DELETE FROM invites WHERE id = ?1 AND parent = ?2 AND room = ?3";
inline text delete_invites_of_room =
    "DELETE FROM invites WHERE parent = ?1 AND room = ?2";
inline text delete_invites_of_group = "DELETE FROM invites WHERE parent = ?1";

inline text invite_columns =
    "i.id, g.id, r.id, c.id, w.id, i.created_at, i.expires_at, i.max_uses, "
    "i.uses, g.name, r.name, c.id, c.username, c.avatar, "
    "c.display_name ";
/// How many they are.
inline constexpr int invite_column_count = 15;
inline text invite_tables =
    "invites i JOIN groups g ON g.key = i.parent "
    "LEFT JOIN rooms r ON r.key = i.room AND i.room > 0 "
    "LEFT JOIN users c ON c.key = i.created_by "
    "LEFT JOIN users w ON w.key = i.invitee ";
// At the time ?1.
inline text is_useful =
    "(i.expires_at IS NULL OR i.expires_at > ?1) "
    "AND (i.max_uses = 0 OR i.uses < i.max_uses) ";
inline text count_invites =
    "SELECT count(*) FROM invites i WHERE i.parent = ?2 AND i.room = ?3 AND " +
    is_useful;
inline text find_invite_by_hash =
    "SELECT " + invite_columns + ", i.key, i.parent, i.invitee, i.room, " +
    is_useful + "FROM " + invite_tables + "WHERE i.hash = ?2";
inline text find_invite_by_id =
    "SELECT " + invite_columns + ", i.key, i.parent, i.invitee, i.room, " +
    is_useful + "FROM " + invite_tables + "WHERE i.id = ?2 AND i.invitee = ?3";
inline text count_behind_door =
    "SELECT CASE WHEN ?2 = 0 "
    "THEN (SELECT count(*) FROM group_members WHERE parent = ?1) "
    "ELSE (SELECT count(*) FROM room_members WHERE room = ?2) END";
inline text list_invites = "SELECT " + invite_columns + "FROM " +
                           invite_tables +
                           "WHERE i.parent = ?2 AND i.room = ?3 AND " +
                           is_useful + "ORDER BY i.key DESC";
inline text list_invites_for = "SELECT " + invite_columns + "FROM " +
                               invite_tables + "WHERE i.invitee = ?2 AND " +
                               is_useful +
                               "AND NOT EXISTS(SELECT 1 FROM blocks "
                               "WHERE by = ?2 AND whom = i.created_by) "
                               "ORDER BY i.key DESC LIMIT 100";
inline text use_invite = "UPDATE invites SET uses = uses + 1 WHERE key = ?1";
inline text insert_invite_use =
    "INSERT INTO invite_uses(invite, member) VALUES(?1, ?2) "
    "ON CONFLICT DO NOTHING";
inline text find_invite_use =
    "SELECT 1 FROM invite_uses WHERE invite = ?1 AND member = ?2";
inline text forget_uses_of_member =
    "DELETE FROM invite_uses WHERE member = ?2 AND invite IN ("
    "SELECT i.key FROM rooms r JOIN invites i "
    "ON i.parent = r.parent AND i.room = r.key WHERE r.key = ?1)";
inline text is_in_group =
    "SELECT 1 FROM group_members WHERE parent = ?1 AND member = ?2";

inline text put_request =
    "INSERT INTO join_requests(parent, room, member, note, at) "
    "VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
    "note = excluded.note, at = excluded.at";
inline text count_requests =
    "SELECT count(*) FROM join_requests WHERE parent = ?1 AND room = ?2";
inline text delete_request =
    "DELETE FROM join_requests WHERE parent = ?1 AND room = ?2 "
    "AND member = ?3";
// ?3: the group's key; 0: whichever the room's is.
inline text withdraw_request =
    "DELETE FROM join_requests WHERE member = ?1 AND room = ?2 "
    "AND (?3 = 0 OR parent = ?3)";
inline text delete_requests_of_room =
    "DELETE FROM join_requests WHERE parent = ?1 AND room = ?2";
inline text delete_requests_of_group =
    "DELETE FROM join_requests WHERE parent = ?1";
inline text list_requests =
    "SELECT " + card_columns +
    ", q.note, q.at, q.member "
    "FROM join_requests q JOIN users u ON u.key = q.member "
    "WHERE q.parent = ?1 AND q.room = ?2 AND (q.at, q.member) > (?3, ?4) "
    "ORDER BY q.at, q.member LIMIT ?5";
inline text find_request =
    "SELECT " + card_columns +
    ", q.note, q.at "
    "FROM join_requests q JOIN users u ON u.key = q.member "
    "WHERE q.parent = ?1 AND q.room = ?2 AND q.member = ?3";

inline text list_own_requests =
    "SELECT g.id, r.id, q.note, q.at FROM join_requests q "
    "JOIN groups g ON g.key = q.parent "
    "LEFT JOIN rooms r ON r.key = q.room AND q.room > 0 "
    "WHERE q.member = ?1 ORDER BY q.at DESC LIMIT 100";

}  // namespace parley::storage::sqlite::sql

#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

/// Of a deleted one as well: a call in it still ends.
inline text any_room_key = "SELECT key FROM rooms WHERE id = ?1";
inline text put_call =
    "INSERT INTO video_calls(id, room, caller, receiver, media, status, "
    "reason, ended_by, created_at, answered_at, ended_at) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
    "ON CONFLICT(id) DO UPDATE SET status = excluded.status, "
    "reason = excluded.reason, ended_by = excluded.ended_by, "
    "answered_at = excluded.answered_at, ended_at = excluded.ended_at "
    "WHERE ended_at IS NULL RETURNING key";
inline text put_call_party =
    "INSERT INTO call_participants(call, place, member, state, device, "
    "joined_at, left_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT(call, place) DO UPDATE SET state = excluded.state, "
    "device = excluded.device, joined_at = excluded.joined_at, "
    "left_at = excluded.left_at";
inline text settle_call = "UPDATE video_calls SET settled = 1 WHERE id = ?1";

inline text call_columns =
    "c.id, r.id, c.receiver IS NULL, c.media, c.status, c.reason, b.id, "
    "c.created_at, c.answered_at, c.ended_at, c.key ";
/// Where its key stands among them.
inline constexpr int call_key_column = 10;
inline text call_joins =
    "JOIN rooms r ON r.key = c.room LEFT JOIN users b ON b.key = c.ended_by ";
inline text find_call = "SELECT " + call_columns + "FROM video_calls c " +
                        call_joins + "WHERE c.id = ?1";
inline text call_key = "SELECT key FROM video_calls WHERE id = ?1";
inline text list_calls =
    "SELECT " + call_columns +
    "FROM call_participants p CROSS JOIN video_calls c ON c.key = p.call " +
    call_joins +
    "WHERE p.member = ?1 AND p.call < ?2 AND (?3 IS NULL OR c.status = ?3) "
    "ORDER BY p.call DESC LIMIT ?4";
inline text list_unsettled_calls = "SELECT " + call_columns +
                                   "FROM video_calls c " + call_joins +
                                   "WHERE c.settled = 0 AND c.created_at > ?1 "
                                   "ORDER BY c.created_at LIMIT ?2";
inline text list_ended_calls = "SELECT " + call_columns +
                               "FROM video_calls c " + call_joins +
                               "WHERE c.ended_at >= ?1 "
                               "ORDER BY c.ended_at DESC LIMIT ?2";
inline text call_parties =
    "SELECT " + card_columns +
    ", p.state, p.device, p.joined_at, "
    "p.left_at FROM call_participants p JOIN users u ON u.key = p.member "
    "WHERE p.call = ?1 ORDER BY p.place";

}  // namespace parley::storage::sqlite::sql

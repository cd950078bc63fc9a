#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text set_presence =
    "INSERT INTO presence(member, status, text, until) "
    "VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET "
    "status = excluded.status, text = excluded.text, until = excluded.until";
inline text set_presence_audience =
    "INSERT INTO presence(member, audience) VALUES(?1, ?2) "
    "ON CONFLICT DO UPDATE SET audience = excluded.audience";
inline text touch_user =
    "UPDATE users SET last_seen = max(last_seen, ?2) WHERE id = ?1";
inline text drop_presence_of_user = "DELETE FROM presence WHERE member = ?1";

inline text find_presence =
    "SELECT u.key, u.last_seen, coalesce(p.status, 1), coalesce(p.text, ''), "
    "p.until, coalesce(p.audience, 0) FROM users u "
    "LEFT JOIN presence p ON p.member = u.key "
    "WHERE u.id = ?1 AND u.deleted_at IS NULL";
inline text blocked_by =
    "SELECT u.id FROM blocks b JOIN users u ON u.key = b.whom "
    "WHERE b.by = ?1 LIMIT 10000";
inline text share_room =
    "SELECT EXISTS(SELECT 1 FROM room_members a JOIN room_members b "
    "ON b.room = a.room AND b.member = (SELECT key FROM users WHERE id = ?2) "
    "WHERE a.member = ?1)";
inline text find_presence_audience =
    "SELECT audience FROM presence WHERE member = ?1";

}  // namespace parley::storage::sqlite::sql

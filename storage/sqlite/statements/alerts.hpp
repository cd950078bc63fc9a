#pragma once

#include "storage/sqlite/statements/accounts.hpp"

namespace parley::storage::sqlite::sql {

inline text set_alerts =
    "UPDATE room_members SET alert_level = ?3, muted_until = ?4 "
    "WHERE room = ?1 AND member = ?2 RETURNING 1";
inline text set_quiet =
    "UPDATE users SET quiet_until = ?2 WHERE key = ?1 RETURNING 1";
inline text find_alerts =
    "SELECT alert_level, muted_until FROM room_members "
    "WHERE room = ?1 AND member = ?2";
inline text list_quiet =
    "SELECT id, quiet_until FROM users WHERE quiet_until > ?1";
inline text list_marks =
    "SELECT u.id, m.member, m.read_seq, m.delivered_seq FROM room_members m "
    "JOIN users u ON u.key = m.member WHERE m.room = ?1";

}  // namespace parley::storage::sqlite::sql

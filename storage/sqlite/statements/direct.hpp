#pragma once

#include <string>

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text direct_room_by_key = "SELECT id FROM rooms WHERE direct_key = ?1";

inline text insert_block =
    "INSERT INTO blocks(by, whom, at) VALUES(?1, ?2, ?3) ON CONFLICT DO "
    "NOTHING";
inline text delete_block = "DELETE FROM blocks WHERE by = ?1 AND whom = ?2";
inline text list_blocks = "SELECT " + card_columns +
                          " FROM blocks b "
                          "JOIN users u ON u.key = b.whom WHERE b.by = ?1 "
                          "ORDER BY b.at DESC LIMIT 1000";
inline text find_room_block =
    "SELECT EXISTS(SELECT 1 FROM room_members a "
    "JOIN room_members b ON b.room = a.room "
    "JOIN blocks x ON x.by = a.member AND x.whom = b.member "
    "WHERE a.room = ?1) AND "
    "(SELECT count(*) FROM room_members WHERE room = ?1) = 2";

inline text set_direct_policy =
    "INSERT INTO direct_policies(member, policy) VALUES(?1, ?2) "
    "ON CONFLICT DO UPDATE SET policy = excluded.policy";
inline text find_direct_policy =
    "SELECT policy FROM direct_policies WHERE member = ?1";
inline text find_direct_consent =
    "SELECT EXISTS(SELECT 1 FROM blocks WHERE by = ?1 AND whom = ?2) OR "
    "EXISTS(SELECT 1 FROM blocks WHERE by = ?2 AND whom = ?1), "
    "coalesce((SELECT policy FROM direct_policies WHERE member = ?2), 0), "
    "EXISTS(SELECT 1 FROM group_members a JOIN group_members b "
    "ON b.parent = a.parent AND b.member = ?2 WHERE a.member = ?1), "
    "EXISTS(SELECT 1 FROM blocks WHERE by = ?2 AND whom = ?1)";

}  // namespace parley::storage::sqlite::sql

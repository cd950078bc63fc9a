#pragma once

#include "storage/sqlite/statements/transactions.hpp"

namespace parley::storage::sqlite::sql {

inline text propose_factor =
    "INSERT INTO second_factors(member, secret) VALUES(?1, ?2) "
    "ON CONFLICT DO UPDATE SET secret = excluded.secret WHERE enabled = 0 "
    "RETURNING 1";
inline text enable_factor =
    "UPDATE second_factors SET enabled = 1, last_step = ?2 "
    "WHERE member = ?1 AND enabled = 0 RETURNING 1";
inline text use_factor_step =
    "UPDATE second_factors SET last_step = ?2 "
    "WHERE member = ?1 AND enabled = 1 AND last_step < ?2 RETURNING 1";
inline text delete_factor = "DELETE FROM second_factors WHERE member = ?1";
inline text find_factor =
    "SELECT secret, enabled, (SELECT count(*) FROM recovery_codes c "
    "WHERE c.member = ?1) FROM second_factors WHERE member = ?1";
inline text insert_recovery_code =
    "INSERT INTO recovery_codes(member, hash) VALUES(?1, ?2)";
inline text spend_recovery_code =
    "DELETE FROM recovery_codes WHERE member = ?1 AND hash = ?2 RETURNING 1";
inline text delete_recovery_codes =
    "DELETE FROM recovery_codes WHERE member = ?1";

}  // namespace parley::storage::sqlite::sql

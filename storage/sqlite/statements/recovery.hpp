#pragma once

#include <string>

#include "storage/sqlite/statements/profiles.hpp"

namespace parley::storage::sqlite::sql {

inline text issue_account_token =
    "INSERT INTO account_tokens(owner, purpose, hash, email, issued_at, "
    "expires_at) SELECT key, ?2, ?3, ?4, ?5, ?6 FROM users "
    "WHERE id = ?1 AND email = ?4 AND deleted_at IS NULL "
    "ON CONFLICT(owner, purpose) DO UPDATE SET hash = excluded.hash, "
    "email = excluded.email, issued_at = excluded.issued_at, "
    "expires_at = excluded.expires_at WHERE issued_at <= ?7";
inline text has_email =
    "SELECT 1 FROM users WHERE id = ?1 AND email = ?2 AND deleted_at IS NULL";
inline text spend_account_token =
    "DELETE FROM account_tokens WHERE hash = ?1 AND purpose = ?2 "
    "AND expires_at > ?3 AND email = ("
    "SELECT email FROM users WHERE key = owner) RETURNING owner";
inline text drop_account_token =
    "DELETE FROM account_tokens WHERE owner = ?1 AND purpose = ?2";
inline text drop_account_tokens = "DELETE FROM account_tokens WHERE owner = ?1";
inline text set_password =
    "UPDATE users SET password_hash = ?2, email_verified = 1 WHERE key = ?1 "
    "RETURNING id";
inline text set_email_verified =
    "UPDATE users SET email_verified = 1 WHERE key = ?1 RETURNING " +
    user_columns;
inline text find_account_token =
    "SELECT " + user_columns +
    "FROM users WHERE key = (SELECT owner FROM account_tokens "
    "WHERE hash = ?1 AND purpose = ?2 AND expires_at > ?3) "
    "AND email = (SELECT email FROM account_tokens WHERE hash = ?1)";

}  // namespace parley::storage::sqlite::sql

#pragma once

// What can be asked of a store about tokens that are sent by mail: to set a new
// password, or to prove an e-mail address. See operations.hpp for what all
// operations share.

#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

/// What a mailed token allows.
enum class token_purpose : std::uint8_t { reset_password = 1, verify_email };

// -- writes -------------------------------------------------------------------

/// Keeps the hash of a token, instead of the user's earlier one for the same
/// purpose. conflict when that was issued after `not_since`: too early for the
/// next mail. not_found for a deleted user, or when the e-mail is not the
/// user's.
struct issue_account_token {
  using reply = done;
  core::user_id owner;
  token_purpose purpose = token_purpose::reset_password;
  std::string hash;  ///< SHA-256, raw
  std::string email;
  core::timestamp at{};
  core::timestamp expires_at{};
  core::timestamp not_since{};
};

struct password_reset {
  core::user_id user;
  std::vector<core::device_id> ended;
};

/// Spends the token for a new password: all devices end, and the e-mail that
/// the token came by counts as proven. not_found when there is no such token,
/// it has expired, or the user has another e-mail by now.
struct reset_password {
  using reply = password_reset;
  std::string token_hash;
  std::string new_hash;
  core::timestamp at{};
};

/// Spends the token: its e-mail is proven. not_found as for reset_password.
struct verify_email {
  using reply = core::user;
  std::string token_hash;
  core::timestamp at{};
};

// -- reads --------------------------------------------------------------------

/// Whether the token could be spent; the user it belongs to, or not_found.
struct find_account_token {
  using reply = core::user;
  std::string hash;
  token_purpose purpose = token_purpose::reset_password;
  core::timestamp at{};
};

}  // namespace parley::storage

#pragma once

#include <string>

#include "actors/identity/mail.hpp"
#include "core/model.hpp"
#include "storage/operations/recovery.hpp"

namespace parley::actors {

/// A token that whoever reads a user's mail may spend once; only its hash is
/// stored.
struct mailed_token {
  std::string text;  ///< 43 characters that need no quoting in a URL
  std::string hash;  ///< SHA-256, raw

  static mailed_token make();
  static std::string hash_of(std::string_view text);
};

/// How long a token is good.
std::chrono::seconds life_of(storage::token_purpose purpose);

/// The mail that brings the token, with a link to the front end at `link` if
/// there is one.
mail letter_for(const core::user& to, storage::token_purpose purpose,
                const std::string& token, const std::string& link);

/// Tells a user, at the former address, that an admin has set another one.
mail notice_of_new_email(const core::user& to);

/// Tells a user whose second factor was taken away.
mail notice_of_reset_factor(const core::user& to);

}  // namespace parley::actors

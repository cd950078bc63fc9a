#pragma once

// What can be asked of a store about second factors of logins: codes that an
// authenticator shows (RFC 6238), and codes for when it is lost. See
// operations.hpp for what all operations share.

#include <cstdint>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Keeps a secret until it is confirmed, instead of an earlier one that was
/// not. conflict when the user has a second factor.
struct propose_factor {
  using reply = done;
  core::user_id user;
  std::string secret;  ///< raw bytes
};

/// From now on logins need a code; `step` is that of the code that confirmed
/// it. not_found when nothing waits to be confirmed.
struct enable_factor {
  using reply = done;
  core::user_id user;
  std::uint64_t step = 0;
  std::vector<std::string> recovery_hashes;  ///< SHA-256, raw
};

/// A code is good once: conflict unless `step` is later than the last one.
struct use_factor_step {
  using reply = done;
  core::user_id user;
  std::uint64_t step = 0;
};

/// Spends a recovery code; not_found when there is no such one (any more).
struct use_recovery_code {
  using reply = done;
  core::user_id user;
  std::string hash;
};

/// New recovery codes instead of all old ones; not_found without a factor.
struct replace_recovery_codes {
  using reply = done;
  core::user_id user;
  std::vector<std::string> hashes;
};

/// Logins need no code any more. Doing it twice is fine.
struct remove_factor {
  using reply = done;
  core::user_id user;
};

// -- reads --------------------------------------------------------------------

struct second_factor {
  std::string secret;
  bool enabled = false;              ///< else it waits to be confirmed
  std::uint32_t recovery_codes = 0;  ///< that are left
};
struct find_factor {
  using reply = second_factor;  ///< or not_found
  core::user_id user;
};

}  // namespace parley::storage

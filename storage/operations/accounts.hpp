#pragma once

// What can be asked of a store about users and their devices. See
// operations.hpp for what all operations share.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

/// That a user has at a time.
inline constexpr std::size_t max_devices = 100;

// -- writes -------------------------------------------------------------------

/// Fails with name_taken when the user name or the e-mail, compared without
/// regard to case (Unicode NFC + case folding), is in use.
struct create_user {
  using reply = core::user;
  core::user value;
};

/// Starts a refresh-token family of a user who is not deleted. With
/// `if_password_hash` or `if_role` only while these are the stored ones, else
/// conflict: who logs in with a password that is being changed stays outside,
/// and no token speaks of a role that was taken away. account_banned for who is
/// banned from the server. Of more than `max_devices` those end that were used
/// longest ago, and are answered.
struct create_device {
  using reply = std::vector<core::device_id>;
  core::device value;
  std::optional<std::string> if_password_hash{};
  std::optional<core::server_role> if_role{};
};

/// Moves a family from `generation` to `generation + 1`; conflict when the
/// stored generation is another or the device is revoked, not_found if absent.
struct rotate_device {
  using reply = done;
  core::device_id id;
  std::uint32_t generation = 0;
  std::string next_hash;
  core::timestamp at{};
};

/// Ends a family. Doing it twice is fine; not_found when there is none.
struct revoke_device {
  using reply = done;
  core::device_id id;
};

/// Forgets devices that were not refreshed since `unused_since`, and those that
/// ended before `ended_before`, at most `limit` of each; answers how many of
/// the more.
struct forget_devices {
  using reply = std::uint64_t;
  core::timestamp unused_since{};
  core::timestamp ended_before{};
  std::uint32_t limit = 1000;
};

/// Access tokens live for `lifetime` from now on. Answers the longest that one
/// may live which is or was issued: an earlier run may have had another.
struct note_token_lifetime {
  using reply = std::chrono::seconds;
  std::chrono::seconds lifetime{};
  core::timestamp at{};
};

// -- reads --------------------------------------------------------------------

struct find_user {
  using reply = core::user;  ///< or not_found
  core::user_id id;
};

/// `login` is a user name or an e-mail, compared without regard to case.
struct find_user_by_login {
  using reply = core::user;  ///< or not_found
  std::string login;
};

struct find_device {
  using reply = core::device;  ///< or not_found
  core::device_id id;
};

struct revoked_device {
  core::device_id id;
  core::timestamp at{};
};
/// Devices that were revoked after `since`, for the list of dead tokens, in
/// that order.
struct list_revoked_devices {
  using reply = std::vector<revoked_device>;
  core::timestamp since{};
};

/// The user's devices that are not revoked, newest first, at most
/// `max_devices`.
struct list_devices {
  using reply = std::vector<core::device>;
  core::user_id owner;
};

}  // namespace parley::storage

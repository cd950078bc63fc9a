#pragma once

// Identity. Each is a request answered with `core::result<…>`.

#include <caf/allowed_unsafe_message_type.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "core/result.hpp"

namespace parley::actors {

struct token_pair {
  std::string access;
  std::string refresh;
  std::chrono::seconds expires_in{0};  ///< of the access token
};

struct logged_in {
  core::user user;
  token_pair tokens;
};

/// → logged_in
struct register_account {
  std::string username;
  std::string email;
  std::string password;
  std::string display_name;
  std::string device_name;
  std::string address{};  ///< where it comes from, for its share of hashing
};

/// → logged_in. `login` is a user name or an e-mail.
struct log_in {
  std::string login;
  std::string password;
  std::string device_name;
  std::string address{};  ///< where it comes from, for the count of guesses
  std::string code{};     ///< of the second factor, if there is one
};

/// → token_pair
struct refresh_login {
  std::string token;
};

/// → done. Ends the device: its refresh family, access tokens and sockets.
struct log_out {
  core::user_id user;
  core::device_id device;
};

/// → done. Ends all devices of the user but `keep` (none: all of them).
struct log_out_everywhere {
  core::user_id user;
  core::device_id keep;
};

/// → core::user
struct get_profile {
  core::user_id id;
};

/// → core::user as changed. Only what is given changes; an e-mail needs the
/// password.
struct change_profile {
  core::user_id user;
  std::optional<std::string> username;
  std::optional<std::string> display_name;
  std::optional<std::string> email;
  std::optional<std::string> avatar;
  std::optional<std::string> password;
  std::string address;
};

/// The store shows another avatar: rooms are told. Not answered.
struct avatar_changed {
  core::user_id user;
};

/// → done. Ends the user's devices but `device`.
struct replace_password {
  core::user_id user;
  core::device_id device;
  std::string current;
  std::string next;
  std::string address;
};

/// → done once nobody can log in any more and the sockets were told to close;
/// the rooms are left after that.
struct delete_account {
  core::user_id user;
  std::string password;
  std::string address;
};

/// → std::vector<core::device>
struct get_devices {
  core::user_id owner;
};

/// → done, whether or not there is such an account. Mails a token for a new
/// password; not_implemented when no mail can be sent.
struct forget_password {
  std::string email;
  std::string address;
};

/// → done. Spends a mailed token; all devices of its user end. gone when it
/// cannot be spent.
struct set_new_password {
  std::string token;
  std::string password;
};

/// → core::user. Spends a mailed token; gone when it cannot be spent.
struct prove_email {
  std::string token;
};

/// → done. Mails the user a token to prove the e-mail with.
struct ask_for_proof {
  core::user_id user;
};

// -- second factors -----------------------------------------------------------

struct factor_state {
  bool enabled = false;
  std::uint32_t recovery_codes = 0;  ///< that are left
};
/// → factor_state
struct get_factor {
  core::user_id user;
};

struct factor_proposal {
  std::string secret;  ///< base32
  std::string uri;     ///< for a QR code
};
/// → factor_proposal, which a code has to confirm.
struct set_up_factor {
  core::user_id user;
  std::string password;
  std::string address;
};

struct recovery_codes {
  std::vector<std::string> codes;  ///< shown this once
};
/// → recovery_codes. From now on logins need a code.
struct confirm_factor {
  core::user_id user;
  std::string code;
  std::string address;
};

/// What it takes to change a second factor that is on.
struct change_factor {
  core::user_id user;
  std::string password;
  std::string code;
  std::string address;
};
/// → done
struct end_factor : change_factor {};
/// → recovery_codes
struct renew_recovery_codes : change_factor {};

// -- password hasher: its own thread, a bounded queue
// ---------------------------

/// → std::string, the bcrypt hash
struct hash_password {
  std::string plain;
};
/// → bool
struct verify_password {
  std::string plain;
  std::string hash;  ///< empty: matches nothing, in the usual time
};

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::register_account)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::log_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::refresh_login)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::log_out)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::log_out_everywhere)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::get_profile)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::change_profile)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::avatar_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::replace_password)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::delete_account)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::get_devices)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::forget_password)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::set_new_password)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::prove_email)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::ask_for_proof)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::get_factor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::set_up_factor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::confirm_factor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::end_factor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::renew_recovery_codes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::hash_password)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::verify_password)

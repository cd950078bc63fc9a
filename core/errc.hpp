#pragma once

#include <cstdint>
#include <string_view>

namespace parley::core {

/// Everything that can go wrong and that a client is told about.
/// `describe` gives each its public code, HTTP status and advice.
enum class errc : std::uint8_t {
  invalid_request,  ///< a field is missing, of the wrong type or out of range
  invalid_json,     ///< the body or frame is not JSON
  unknown_event,    ///< no such socket event
  unauthorized,     ///< no or unusable credentials
  invalid_credentials,     ///< login or password wrong
  second_factor_required,  ///< the password is right, a code is needed as well
  wrong_code,              ///< of the second factor
  token_expired,           ///< the access token's time is over
  token_revoked,           ///< the device was logged out
  refresh_reused,          ///< an old refresh token came again: family ended
  account_banned,          ///< the user is banned from the server
  forbidden,               ///< known caller without the right
  not_found,               ///< not there, or not for the caller to see
  method_not_allowed,      ///< the path exists, not with this method
  request_timeout,         ///< the client sent too slowly
  conflict,                ///< contradicts what is stored
  name_taken,              ///< user name, e-mail, group or channel name in use
  client_id_conflict,      ///< clientId was used for another room or body
  gone,                    ///< was there once
  payload_too_large,       ///< body or frame over the limit
  quota_exceeded,          ///< the caller's uploads take all they may
  too_many_uploads,        ///< too many of the caller's are used nowhere
  uri_too_long,            ///< request target over the limit
  unsupported_media,       ///< content type not understood
  rate_limited,            ///< caller is over its rate
  header_too_large,        ///< header section over the limit
  room_busy,               ///< the room's queue is full: retry later
  busy,                    ///< the server's queue is full: retry later
  draining,                ///< the server is about to stop
  unavailable,             ///< a part restarted or does not answer: retry
  storage_failed,          ///< the store could not do it: nothing was stored
  storage_full,            ///< no space left on the disk: nothing was stored
  not_implemented,         ///< the feature is not in this build
  internal,                ///< a defect of ours
};

/// What a client should do about an error.
enum class advice : std::uint8_t { stop, retry, renew_token };

struct error_info {
  std::string_view code;  ///< public, UPPER_SNAKE, never changes
  int http_status;
  std::string_view message;  ///< default text for people
  advice what_to_do;
};

/// The table behind `docs/protocol.md`.
const error_info& describe(errc code);

}  // namespace parley::core

#pragma once

#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::net::api {

/// A name and a password that a TURN server takes until the name says
/// otherwise, without knowing the user: it has the same secret (coturn's
/// use-auth-secret, draft-uberti-behave-turn-rest-00).
struct turn_credentials {
  std::string username;    ///< seconds since 1970, ":", the user's id
  std::string credential;  ///< base64 of the HMAC-SHA1 of the name

  static turn_credentials make(std::string_view secret, core::user_id user,
                               core::timestamp until);
};

}  // namespace parley::net::api

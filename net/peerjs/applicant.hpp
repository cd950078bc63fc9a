#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "actors/messages/edge_orders.hpp"
#include "core/result.hpp"

namespace parley::net::peerjs {

/// Why a socket may stay no longer; nothing while it may. Asked now and then.
using lease = std::function<std::optional<actors::close_reason>()>;

/// What somebody who may be a peer has shown.
struct credential {
  std::string owner;    ///< who shows the same may take the id over
  std::string account;  ///< shares a limit with others of it; empty: none
  lease holds = {};     ///< null: for ever
};

/// Whether the bearer of a token may have an id; the failure's text is told.
using admit_function = std::function<core::result<credential>(
    std::string_view id, std::string_view token)>;

/// Who wants to be a peer.
struct applicant {
  std::string id;
  credential shown;
};

}  // namespace parley::net::peerjs

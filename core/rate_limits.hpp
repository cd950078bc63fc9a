#pragma once

// All rates that one server holds its clients to.

#include <memory>
#include <string>

#include "core/ids.hpp"
#include "core/metrics.hpp"
#include "core/rate_limiter.hpp"

namespace parley::core {

struct rate_policies {
  rate_policy strangers;  ///< requests of an address without a token
  rate_policy users;      ///< requests of a user
  rate_policy attempts;   ///< an address's attempts to be somebody
  rate_policy messages;   ///< of a user, over sockets and requests together
  rate_policy calls{};    ///< that a user begins
  rate_policy signals{};  ///< that a user sends within calls
};

/// Shared by all reactors and by the sessions, so that it does not matter where
/// and how somebody comes in. Thread safe.
class rate_limits {
 public:
  using time_point = rate_limiter::time_point;

  rate_limits(const rate_policies& policies,
              std::shared_ptr<server_metrics> metrics);

  // `address` in text; an IPv6 /64 is one address.
  rate_verdict stranger_asks(std::string_view address, time_point now);
  rate_verdict user_asks(user_id who, time_point now);
  rate_verdict address_tries(std::string_view address, time_point now);
  /// An attempt was no wrong guess: only the others count.
  rate_verdict address_guessed_nothing(std::string_view address,
                                       time_point now);
  rate_verdict user_says(user_id who, time_point now);
  rate_verdict user_calls(user_id who, time_point now);
  rate_verdict user_signals(user_id who, time_point now);

 private:
  rate_limiter strangers_;
  rate_limiter users_;
  rate_limiter attempts_;
  rate_limiter messages_;
  rate_limiter calls_;
  rate_limiter signals_;
  std::shared_ptr<server_metrics> metrics_;
};

}  // namespace parley::core

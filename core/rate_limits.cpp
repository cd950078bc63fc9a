#include "core/rate_limits.hpp"

#include "core/login_guard.hpp"

namespace parley::core {

namespace {

// Some 10 MB a limiter, if ever so many come within a window.
constexpr std::size_t most_keys = 65'536;

std::string_view key_of(const user_id& who) {
  return {reinterpret_cast<const char*>(who.value.data()), who.value.size()};
}

rate_verdict counted(const rate_verdict& said, counter& refusals) {
  if (!said.admitted) refusals.add();
  return said;
}

}  // namespace

rate_limits::rate_limits(const rate_policies& policies,
                         std::shared_ptr<server_metrics> metrics)
    : strangers_(policies.strangers, most_keys),
      users_(policies.users, most_keys),
      attempts_(policies.attempts, most_keys),
      messages_(policies.messages, most_keys),
      calls_(policies.calls, most_keys),
      signals_(policies.signals, most_keys),
      metrics_(std::move(metrics)) {}

rate_verdict rate_limits::stranger_asks(std::string_view address,
                                        time_point now) {
  if (strangers_.is_off()) return {};
  return counted(strangers_.take(network_of(address), now),
                 metrics_->limited_requests);
}

rate_verdict rate_limits::user_asks(user_id who, time_point now) {
  return counted(users_.take(key_of(who), now), metrics_->limited_requests);
}

rate_verdict rate_limits::address_tries(std::string_view address,
                                        time_point now) {
  if (attempts_.is_off()) return {};
  return counted(attempts_.take(network_of(address), now),
                 metrics_->limited_attempts);
}

rate_verdict rate_limits::address_guessed_nothing(std::string_view address,
                                                  time_point now) {
  if (attempts_.is_off()) return {};
  return attempts_.give_back(network_of(address), now);
}

rate_verdict rate_limits::user_says(user_id who, time_point now) {
  return counted(messages_.take(key_of(who), now), metrics_->limited_messages);
}

rate_verdict rate_limits::user_calls(user_id who, time_point now) {
  return counted(calls_.take(key_of(who), now), metrics_->limited_calls);
}

rate_verdict rate_limits::user_signals(user_id who, time_point now) {
  return counted(signals_.take(key_of(who), now), metrics_->limited_signals);
}

}  // namespace parley::core

#include "core/rate_limiter.hpp"

#include <algorithm>
#include <functional>

namespace parley::core {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Longer than any address or id.
constexpr std::size_t longest_key = 128;

}  // namespace

rate_limiter::rate_limiter(const rate_policy& policy, std::size_t most_keys)
    : policy_(policy) {
  keys_a_stripe_ = std::max<std::size_t>(most_keys / stripes_.size(), 1);
  if (is_off()) return;
  policy_.burst = std::max(policy_.burst, 1u);
  interval_ =
      std::max(nanoseconds{policy_.window} / policy_.most, nanoseconds{1});
  most_debt_ = interval_ * policy_.burst;
}

rate_limiter::stripe& rate_limiter::stripe_of(std::string_view key) {
  return stripes_[std::hash<std::string_view>{}(key) % stripes_.size()];
}

rate_limiter::record& rate_limiter::touch(stripe& in, std::string_view key) {
  if (auto at = in.found.find(key); at != in.found.end()) {
    in.used.splice(in.used.begin(), in.used, at->second);
    return in.used.front();
  }
  if (in.used.size() >= keys_a_stripe_) {
    in.found.erase(in.used.back().key);
    in.used.pop_back();
  }
  in.used.push_front({std::string{key}, {}});
  in.found.emplace(in.used.front().key, in.used.begin());
  return in.used.front();
}

rate_verdict rate_limiter::verdict(nanoseconds debt) const {
  rate_verdict made;
  made.limit = policy_.burst;
  made.remaining = static_cast<unsigned>((most_debt_ - debt) / interval_);
  made.window = std::chrono::ceil<milliseconds>(most_debt_);
  made.reset = std::chrono::ceil<milliseconds>(debt);
  return made;
}

rate_verdict rate_limiter::take(std::string_view key, time_point now) {
  if (is_off()) return {};
  key = key.substr(0, longest_key);
  auto& in = stripe_of(key);
  std::lock_guard lock{in.guard};
  auto& of = touch(in, key);
  auto debt = std::max(nanoseconds{of.rested_at - now}, nanoseconds{0});
  if (debt + interval_ > most_debt_) {
    auto made = verdict(std::min(debt, most_debt_));
    made.admitted = false;
    made.wait = std::chrono::ceil<milliseconds>(debt + interval_ - most_debt_);
    return made;
  }
  of.rested_at = now + debt + interval_;
  return verdict(debt + interval_);
}

rate_verdict rate_limiter::give_back(std::string_view key, time_point now) {
  if (is_off()) return {};
  key = key.substr(0, longest_key);
  auto& in = stripe_of(key);
  std::lock_guard lock{in.guard};
  auto at = in.found.find(key);
  if (at == in.found.end()) return verdict(nanoseconds{0});
  auto& of = *at->second;
  of.rested_at -= interval_;
  auto debt = std::max(nanoseconds{of.rested_at - now}, nanoseconds{0});
  return verdict(std::min(debt, most_debt_));
}

std::size_t rate_limiter::size() const {
  std::size_t all = 0;
  for (const auto& each : stripes_) {
    std::lock_guard lock{each.guard};
    all += each.used.size();
  }
  return all;
}

}  // namespace parley::core

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::core {

/// `most` acts in a `window` go on forever, `burst` at once after a pause.
struct rate_policy {
  unsigned most = 0;  ///< 0: no limit
  std::chrono::milliseconds window{1000};
  unsigned burst = 0;
};

/// What a limiter says to one act, and where that leaves who acts.
struct rate_verdict {
  bool admitted = true;
  unsigned limit = 0;  ///< acts in a burst; 0: there is no limit
  unsigned remaining = 0;
  std::chrono::milliseconds window{};  ///< in which a spent burst comes back
  std::chrono::milliseconds reset{};   ///< until nothing counts any more
  std::chrono::milliseconds wait{};    ///< until the next act, if refused
};

/// Counts acts by key, as GCRA does: of a key it only remembers when nothing
/// counts any more. Refused acts do not count. Bounded: of too many keys the
/// longest unused are forgotten. Thread safe; keys are spread over stripes with
/// a lock each, so that reactors seldom meet.
class rate_limiter {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  rate_limiter(const rate_policy& policy, std::size_t most_keys);

  /// Counts an act, or refuses it.
  rate_verdict take(std::string_view key, time_point now);
  /// An act that was counted does not count after all.
  rate_verdict give_back(std::string_view key, time_point now);

  bool is_off() const { return policy_.most == 0; }
  std::size_t size() const;

 private:
  using nanoseconds = std::chrono::nanoseconds;

  struct record {
    std::string key;
    time_point rested_at{};  ///< nothing counts from then on
  };
  using records = std::list<record>;  ///< most recent first

  struct alignas(64) stripe {
    mutable std::mutex guard;
    records used;
    std::unordered_map<std::string_view, records::iterator> found;
  };

  stripe& stripe_of(std::string_view key);
  record& touch(stripe& in, std::string_view key);
  rate_verdict verdict(nanoseconds debt) const;

  rate_policy policy_;
  nanoseconds interval_{};  ///< in which one act comes back
  nanoseconds most_debt_{};
  std::size_t keys_a_stripe_;
  std::array<stripe, 16> stripes_;
};

}  // namespace parley::core

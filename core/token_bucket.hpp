#pragma once

#include <algorithm>
#include <chrono>

namespace parley::core {

/// A rate with a burst: `rate` tokens flow in per second, at most `burst` are
/// kept, each act takes one. A rate of 0 switches the limit off.
class token_bucket {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  token_bucket() = default;
  token_bucket(unsigned rate, unsigned burst)
      : rate_(rate), burst_(std::max(burst, 1u)), tokens_(burst_) {}

  /// Takes a token if there is one.
  bool take(time_point now) {
    if (rate_ == 0) return true;
    refill(now);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

  /// How long until `take` can succeed, as of the last `take`.
  std::chrono::milliseconds wait() const {
    if (rate_ == 0 || tokens_ >= 1) return std::chrono::milliseconds{0};
    return std::chrono::milliseconds{
        static_cast<long>((1 - tokens_) * 1000 / rate_) + 1};
  }

 private:
  void refill(time_point now) {
    if (last_ != time_point{} && now > last_) {
      double seconds = std::chrono::duration<double>(now - last_).count();
      tokens_ = std::min<double>(burst_, tokens_ + seconds * rate_);
    }
    last_ = now;
  }

  unsigned rate_ = 0;
  unsigned burst_ = 1;
  double tokens_ = 1;
  time_point last_{};
};

}  // namespace parley::core

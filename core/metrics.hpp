#pragma once

// Numbers that the hot path writes and an exposition reads: relaxed atomics,
// no names, no locks. `net/metrics` gives them their public names.

#include <array>
#include <atomic>
#include <cstdint>
#include <span>

namespace parley::core {

/// Only grows.
class counter {
 public:
  void add(std::uint64_t n = 1) {
    value_.fetch_add(n, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Goes up and down.
class gauge {
 public:
  void add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
  void set(std::int64_t n) { value_.store(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Counts observations in buckets of growing upper bounds; what is above the
/// last bound counts in an overflow bucket.
class histogram {
 public:
  static constexpr std::size_t max_bounds = 16;

  explicit histogram(std::span<const double> bounds) : bounds_(bounds) {}

  void observe(double x) {
    std::size_t i = 0;
    while (i < bounds_.size() && x > bounds_[i]) ++i;
    counts_[i].fetch_add(1, std::memory_order_relaxed);
    sum_micro_.fetch_add(static_cast<std::uint64_t>(x * 1e6),
                         std::memory_order_relaxed);
  }

  std::span<const double> bounds() const { return bounds_; }
  std::uint64_t count(std::size_t bucket) const {
    return counts_[bucket].load(std::memory_order_relaxed);
  }
  double sum() const {
    return static_cast<double>(sum_micro_.load(std::memory_order_relaxed)) /
           1e6;
  }

 private:
  std::span<const double> bounds_;
  std::array<std::atomic<std::uint64_t>, max_bounds + 1> counts_{};
  std::atomic<std::uint64_t> sum_micro_{0};
};

inline constexpr std::array<double, 14> latency_bounds{
    // seconds
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
    0.025,  0.05,    0.1,    0.25,  0.5,    1,     2.5};
inline constexpr std::array<double, 9> batch_bounds{1,  2,  4,   8,  16,
                                                    32, 64, 128, 256};

/// All numbers of one server process.
struct server_metrics {
  gauge connections;
  counter connections_accepted;
  counter messages_in;  ///< frames from clients
  counter deliveries;   ///< events handed to sockets
  counter bytes_out;
  counter shed;  ///< latest-wins events dropped for a slow socket
  counter slow_closes;
  gauge outbox_bytes;
  counter resume_replayed;
  counter resume_snapshot;
  counter resume_gone;
  counter http_requests;
  counter http_errors;  ///< answers with 5xx
  // Refused by a rate limit:
  counter limited_requests;
  counter limited_attempts;
  counter limited_messages;
  gauge peers;  ///< of the PeerJS protocol
  counter peer_signals_relayed;
  counter peer_signals_queued;   ///< for peers that were not there yet
  counter peer_signals_expired;  ///< for peers that did not come
  counter limited_calls;
  counter limited_signals;
  gauge rooms;
  gauge sessions;
  gauge calls;
  std::array<counter, 6> calls_over;  ///< by `call_status`, from rejected on
  counter call_signals;               ///< passed on to a participant
  counter actor_crashes;
  counter room_busy;
  histogram commit_seconds{latency_bounds};
  histogram commit_batch{batch_bounds};
  histogram ack_seconds{latency_bounds};  ///< command taken → stored
};

}  // namespace parley::core

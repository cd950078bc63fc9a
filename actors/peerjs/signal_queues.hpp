#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actors/messages/peer_orders.hpp"

namespace parley::actors {

/// What may wait, and how long. Bytes are those of the messages.
struct queue_limits {
  std::size_t signals = 128;                ///< for one who is absent
  std::size_t bytes = 256 << 10;            ///< for one who is absent
  std::size_t bytes_of_sender = 256 << 10;  ///< whomever they are for
  std::size_t bytes_in_all = 16 << 20;
  std::chrono::milliseconds age{5'000};  ///< of a queue, from its first signal
};

/// What peers said to those who are not there yet.
class signal_queues {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit signal_queues(const queue_limits& limits) : limits_(limits) {}

  enum class fate {
    waits,
    dropped,  ///< another one of the same two waits: their sender will hear
    refused,
  };
  fate push(peer_signal_ptr what, time_point now);

  /// Takes out what waits for this one, in order.
  std::vector<peer_signal_ptr> take(const std::string& dst);

  /// Takes out the queues that are too old.
  struct expired {
    /// Who waited for whom, each once: `src`, `dst`.
    std::vector<std::pair<std::string, std::string>> pairs;
    std::size_t signals = 0;
  };
  expired expire(time_point now);

  bool empty() const { return queues_.empty(); }

 private:
  struct queue {
    std::vector<peer_signal_ptr> signals;
    std::size_t bytes = 0;
    time_point made_at;
  };

  bool has_room(const peer_signal& what) const;
  bool has_any(const std::string& src, const std::string& dst) const;
  void forget(const queue& gone);

  const queue_limits limits_;
  std::unordered_map<std::string, queue> queues_;          ///< by receiver
  std::unordered_map<std::string, std::size_t> bytes_of_;  ///< by sender
  std::size_t bytes_ = 0;
};

}  // namespace parley::actors

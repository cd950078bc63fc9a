#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/ids.hpp"

namespace parley::core {

/// What a participant says to another one on the way to a connection (offer,
/// answer, candidates); the text is the clients' affair.
struct call_signal {
  user_id from;
  device_id device;
  user_id to;
  std::string content;  ///< JSON text
};

/// Signals to those who have not answered yet, or whose connection broke.
/// Bounded; how long they wait is bounded by how long it rings or is waited for
/// a connection.
class waiting_signals {
 public:
  static constexpr std::size_t most = 256;
  static constexpr std::size_t most_bytes = 512 << 10;

  /// False: too many wait already.
  bool put(call_signal what) {
    if (waiting_.size() >= most || bytes_ + what.content.size() > most_bytes)
      return false;
    bytes_ += what.content.size();
    waiting_.push_back(std::move(what));
    return true;
  }

  /// Takes out what waits for this user, in order.
  std::vector<call_signal> take(user_id to) {
    std::vector<call_signal> found;
    std::vector<call_signal> others;
    for (auto& each : std::exchange(waiting_, {}))
      (each.to == to ? found : others).push_back(std::move(each));
    for (const auto& each : found) bytes_ -= each.content.size();
    waiting_ = std::move(others);
    return found;
  }

  std::size_t size() const { return waiting_.size(); }

 private:
  std::vector<call_signal> waiting_;
  std::size_t bytes_ = 0;
};

}  // namespace parley::core

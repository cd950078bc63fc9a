#pragma once

#include <algorithm>
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
  /// For one of many, that the others have room as well.
  static constexpr std::size_t most_of_many = 64;

  /// False: too many wait already; `most_for_one`: for that addressee.
  bool put(call_signal what, std::size_t most_for_one = most) {
    if (waiting_.size() >= most || bytes_ + what.content.size() > most_bytes)
      return false;
    if (count(what.to) >= most_for_one) return false;
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

  /// Forgets what waits for this user, and what the user said to others.
  void drop(user_id who) {
    std::erase_if(waiting_, [&](const call_signal& each) {
      if (each.to != who && each.from != who) return false;
      bytes_ -= each.content.size();
      return true;
    });
  }

  std::size_t size() const { return waiting_.size(); }

 private:
  std::size_t count(user_id to) const {
    return static_cast<std::size_t>(
        std::ranges::count(waiting_, to, &call_signal::to));
  }

  std::vector<call_signal> waiting_;
  std::size_t bytes_ = 0;
};

}  // namespace parley::core

#include "net/reactor/timeouts.hpp"

namespace parley::net {

void timeouts::start(timeout_target& target, std::chrono::milliseconds length) {
  target.stop_timeout();
  target.due_ = clock::now() + length;
  queues_[length].push_back(target);
  if (target.due_ < armed_) arm(target.due_);
}

void timeouts::arm(clock::time_point due) {
  armed_ = due;
  timer_.expires_at(due);
  timer_.async_wait([this](boost::system::error_code stopped) {
    if (!stopped) run();
  });
}

void timeouts::run() {
  armed_ = clock::time_point::max();
  auto now = clock::now();
  auto next = clock::time_point::max();
  for (auto& [length, waiting] : queues_) {
    // One that starts again does so at the end, and later than now.
    while (!waiting.empty() && waiting.front().due_ <= now) {
      auto& target = waiting.front();
      waiting.pop_front();
      target.on_timeout();
    }
    if (!waiting.empty()) next = std::min(next, waiting.front().due_);
  }
  if (next < armed_) arm(next);
}

}  // namespace parley::net

#include "net/socket/socket_home.hpp"

#include <chrono>

#include "net/socket/look_ahead.hpp"

namespace parley::net {

socket_home::socket_home(reactor& at, const socket_limits& limits,
                         core::server_metrics& metrics)
    : reactor_(at),
      limits_(limits),
      metrics_(metrics),
      buffer_(std::make_unique<char[]>(buffer_size + padding)) {
  update_clock();
}

void socket_home::update_clock() {
  using namespace std::chrono;
  now_ms_ = duration_cast<milliseconds>(steady_clock::now().time_since_epoch())
                .count();
}

void socket_home::flush() {
  // A flush can close a socket, whose close frame wants a second pass.
  while (!dirty_.empty()) {
    flushing_.swap(dirty_);
    for (std::size_t i = 0; i < flushing_.size(); ++i) {
      if (i + look_ahead < flushing_.size())
        prefetch(flushing_[i + look_ahead]);
      flushing_[i]->flush(scratch_);
    }
    flushing_.clear();
  }
  scratch_.frames.clear();
  if (scratch_.bytes.capacity() > 4 * buffer_size) scratch_.bytes = {};
  turn_.clear();
  turn_bytes_ = 0;
}

void socket_home::end_turn() {
  update_clock();
  flush();
  if (!graveyard_.empty()) {
    auto gone = std::move(graveyard_);  // the last words of some bury others
    graveyard_.clear();
  }
}

}  // namespace parley::net

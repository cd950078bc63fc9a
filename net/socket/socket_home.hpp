#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/metrics.hpp"
#include "net/reactor/reactor.hpp"
#include "net/socket/frame_sink.hpp"
#include "net/socket/outbox.hpp"
#include "net/websocket/frame_parser.hpp"

namespace parley::net {

struct socket_limits {
  websocket::frame_limits frames;
  std::size_t outbox_budget = 1 << 20;  ///< bytes that a peer did not take
  bool explain = true;                  ///< a close for a broken frame says why
};

/// What the sockets of one reactor share: the buffer they read into, the
/// frames of the turn, and who has something to send. On its thread only.
class socket_home final {
 public:
  /// `limits` and `metrics` outlive it.
  socket_home(reactor& at, const socket_limits& limits,
              core::server_metrics& metrics);

  /// Readable bytes behind `read_buffer`, for parsers that read ahead.
  static constexpr std::size_t padding = 64;
  std::span<char> read_buffer() { return {buffer_.get(), buffer_size}; }

  /// Keeps a frame alive until the turn's flush is over.
  void hold(frame_ptr f) {
    turn_bytes_ += f->bytes.size();
    turn_.push_back(std::move(f));
  }
  void mark_dirty(flushable& what) { dirty_.push_back(&what); }

  /// Destroys `what` after the turn: until then others may point to it.
  template <class T>
  void bury(std::unique_ptr<T> what) {
    graveyard_.push_back(std::move(what));
  }

  /// What the turn wrote leaves, what it buried goes.
  void end_turn();

  /// Flushes before the turn is over: what is written must be out before
  /// something else that happens. Buries nobody: callers are still busy.
  void flush_now() { flush(); }

  /// Flushes before the turn is over when it has written much: a client that
  /// asks for large answers faster than it reads must not fill the memory
  /// before its outbox is looked at. Buries nobody: callers are still busy.
  void flush_if_much() {
    if (turn_bytes_ > most_turn_bytes) flush();
  }

  poller& sockets() { return reactor_.sockets(); }
  reactor& home() { return reactor_; }
  const socket_limits& limits() const { return limits_; }
  core::server_metrics& metrics() { return metrics_; }
  /// Milliseconds of the steady clock, as of the last turn or sweep.
  std::int64_t now_ms() const { return now_ms_; }
  void update_clock();

 private:
  static constexpr std::size_t buffer_size = 64 << 10;
  static constexpr std::size_t most_turn_bytes = 2 << 20;

  void flush();

  reactor& reactor_;
  const socket_limits& limits_;
  core::server_metrics& metrics_;
  std::unique_ptr<char[]> buffer_;
  std::vector<flushable*> dirty_;
  std::vector<flushable*> flushing_;
  std::vector<frame_ptr> turn_;
  std::size_t turn_bytes_ = 0;
  std::vector<std::shared_ptr<void>> graveyard_;
  flush_scratch scratch_;
  std::int64_t now_ms_ = 0;
};

/// Pushes a frame that belongs to one client alone.
inline void push(socket_home& home, frame_sink& to, frame_ptr f) {
  const auto* plain = f.get();
  home.hold(std::move(f));
  to.push(plain);
}

}  // namespace parley::net

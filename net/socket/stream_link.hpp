#pragma once

#include <cstdint>

#include "net/socket/frame_sink.hpp"
#include "net/socket/outbox.hpp"
#include "net/socket/socket_home.hpp"

namespace parley::net {

/// What a one-way stream belongs to. On the stream's reactor.
class stream_owner {
 public:
  /// The peer does not read and is over the outbox's budget: end it.
  virtual void on_overflow() = 0;
  /// The descriptor is closed. Once, the last call; `socket_home::bury` the
  /// link.
  virtual void on_dropped() = 0;

 protected:
  ~stream_owner() = default;
};

/// A TCP connection that only sends, as the answer to one HTTP request.
class stream_link final : public pollable, public flushable, public frame_sink {
 public:
  /// Owns `fd`, which does not block.
  stream_link(socket_home& home, stream_owner& owner, int fd);
  ~stream_link();
  stream_link(const stream_link&) = delete;
  stream_link& operator=(const stream_link&) = delete;

  void start();
  void push(const frame* f) override;
  /// Sends what is queued, or waits for it for a while, and closes.
  void finish();
  /// Ends it without ceremony.
  void drop();
  /// Time passes: ends a finish that the peer does not wait for.
  void sweep(std::int64_t now_ms);

  void on_ready(std::uint32_t events) override;
  void flush(flush_scratch& scratch) override;

 private:
  enum class phase : std::uint8_t { open, finishing, dead };

  void mark_dirty();
  void read();
  void after_flush(flush_result result);

  socket_home& home_;
  stream_owner& owner_;
  int fd_;
  phase phase_ = phase::open;
  bool dirty_ = false;
  std::uint32_t interest_ = 0;
  outbox outbox_;
  std::int64_t deadline_ms_ = 0;
};

}  // namespace parley::net

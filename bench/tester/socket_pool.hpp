#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tester/clock.hpp"
#include "bench/tester/connection.hpp"
#include "bench/tester/frame.hpp"

namespace parley::bench {

/// Told what the sockets of a pool receive.
class frame_sink {
 public:
  virtual ~frame_sink() = default;

  /// The upgrade was answered with 101.
  virtual void on_upgraded(connection& c) = 0;
  /// A text or binary message; `text` is valid during the call.
  virtual void on_text(connection& c, std::string_view text) = 0;
  /// The socket is gone; `why` is for people.
  virtual void on_closed(connection& c, const std::string& why) = 0;
};

/// The sockets of one thread: one epoll, one read buffer for all of them, and
/// writes that are gathered until the end of a turn.
class socket_pool {
 public:
  socket_pool(const std::string& host, std::uint16_t port);
  ~socket_pool();
  socket_pool(const socket_pool&) = delete;
  socket_pool& operator=(const socket_pool&) = delete;

  /// Starts to connect and to upgrade. `source` is added to 127.0.0.1 as the
  /// local address when the server's address is on loopback, because one
  /// address has only some 28,000 ports. `c` must stay where it is.
  void open(connection& c, std::string_view target, std::uint32_t source);

  /// To be called after something was appended to `c.out`.
  void touch(connection& c) {
    if (c.queued) return;
    c.queued = true;
    dirty_.push_back(&c);
  }

  /// One turn: writes what is waiting, waits at most `wait_ns` for the
  /// network, and hands what came to `sink`.
  void turn(frame_sink& sink, std::int64_t wait_ns);

  /// When the bytes being handed to the sink had been read.
  std::int64_t read_at() const { return read_at_; }

  /// Frames and bytes received so far.
  std::uint64_t frames() const { return frames_; }

  /// Closes without a word; the sink is not told.
  void drop(connection& c);

 private:
  void flush(frame_sink& sink);
  void write(connection& c, frame_sink& sink);
  void on_event(connection& c, std::uint32_t events, frame_sink& sink);
  void on_connected(connection& c, frame_sink& sink);
  void on_readable(connection& c, frame_sink& sink);
  std::size_t take_upgrade(connection& c, std::string_view data,
                           frame_sink& sink);
  std::size_t take_frames(connection& c, std::string_view data,
                          frame_sink& sink);
  void on_control(connection& c, const frame& f, frame_sink& sink);
  void watch(connection& c, int operation, std::uint32_t events);
  void fail(connection& c, const std::string& why, frame_sink& sink);

  sockaddr_in server_{};
  std::string host_header_;
  int epoll_ = -1;
  std::vector<char> buffer_;
  std::vector<connection*> dirty_;
  std::vector<connection*> flushing_;
  std::int64_t read_at_ = 0;
  std::uint64_t frames_ = 0;
};

}  // namespace parley::bench

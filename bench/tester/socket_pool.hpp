#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tester/clock.hpp"
#include "bench/tester/connection.hpp"

namespace parley::bench {

/// Told what the sockets of a pool receive.
class frame_sink {
 public:
  virtual ~frame_sink() = default;

  /// The upgrade was answered with 101, or the first poll.
  virtual void on_upgraded(connection& c) = 0;
  /// A text or binary message; `text` is valid during the call.
  virtual void on_text(connection& c, std::string_view text) = 0;
  /// The connection is gone; `why` is for people.
  virtual void on_closed(connection& c, const std::string& why) = 0;
};

/// The sockets of one thread: one epoll, one read buffer for all of them, and
/// writes that are gathered until the end of a turn. What the bytes mean is
/// the business of the transports below.
class socket_pool {
 public:
  socket_pool(const std::string& host, std::uint16_t port);
  virtual ~socket_pool();
  socket_pool(const socket_pool&) = delete;
  socket_pool& operator=(const socket_pool&) = delete;

  /// Starts to connect. `source` is added to 127.0.0.1 as the local address
  /// when the server's address is on loopback, because one address has only
  /// some 28,000 ports. `c` must stay where it is.
  virtual void open(connection& c, std::string_view target,
                    std::uint32_t source) = 0;

  /// Says goodbye; `frame_sink::on_closed` tells when that was heard.
  virtual void leave(connection& c) = 0;

  /// To be called after something was appended to `c.out`.
  virtual void touch(connection& c) = 0;

  /// One turn: writes what is waiting, waits at most `wait_ns` for the
  /// network, and hands what came to `sink`.
  void turn(frame_sink& sink, std::int64_t wait_ns);

  /// When the bytes being handed to the sink had been read.
  std::int64_t read_at() const { return read_at_; }

  /// Frames or packets received so far.
  std::uint64_t frames() const { return frames_; }

 protected:
  const std::string& host_header() const { return host_header_; }

  /// The sink of the turn; only to be used by what a turn calls.
  frame_sink& sink() { return *sink_; }

  void count_frame() { ++frames_; }

  /// Starts to connect; `s.out` is written as soon as that is done.
  void connect(stream& s, std::uint32_t source);

  /// Queues what was appended to `s.out`.
  void queue(stream& s) {
    if (s.queued) return;
    s.queued = true;
    dirty_.push_back(&s);
  }

  /// Closes without a word; nobody is told.
  void close(stream& s);

 private:
  /// The last call to queue something before a flush.
  virtual void before_flush() {}
  /// Bytes have come; returns how many of them are done with.
  virtual std::size_t on_bytes(stream& s, std::string_view data) = 0;
  /// The stream was closed, not by us.
  virtual void on_lost(stream& s, const std::string& why) = 0;

  void flush();
  void write(stream& s);
  void on_event(stream& s, std::uint32_t events);
  void on_connected(stream& s);
  void on_readable(stream& s);
  void watch(stream& s, int operation, std::uint32_t events);
  void lose(stream& s, const std::string& why);

  sockaddr_in server_{};
  std::string host_header_;
  int epoll_ = -1;
  std::vector<char> buffer_;
  std::vector<stream*> dirty_;
  std::vector<stream*> flushing_;
  frame_sink* sink_ = nullptr;
  std::int64_t read_at_ = 0;
  std::uint64_t frames_ = 0;
};

/// The pool of the transport that the options ask for.
std::unique_ptr<socket_pool> make_pool(const options& how);

}  // namespace parley::bench

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/socket/frame.hpp"
#include "net/socketio/rooms.hpp"

namespace parley::net::socketio {

struct recovery_limits {
  /// How long a client may be away.
  std::chrono::milliseconds window{120'000};
  std::size_t max_packets = 100'000;
  std::size_t max_bytes = 64 << 20;
  std::size_t max_sessions = 100'000;
};

/// What one namespace needs for connection state recovery: the packets of the
/// last minutes, and where clients were that lost their connection. Bounded in
/// age, number and bytes; who comes after that starts anew.
class recovery_log {
 public:
  using clock = std::chrono::steady_clock;

  /// `limits` outlives it.
  explicit recovery_log(const recovery_limits& limits) : limits_(limits) {}

  /// Names the packet that is added next: its last argument.
  std::string next_offset() const;
  /// Keeps a packet that was sent to `whom`.
  void add(audience whom, std::vector<frame_ptr> packet,
           clock::time_point now = clock::now());

  /// A client's connection was lost.
  void keep(const std::string& pid, std::string sid,
            std::vector<std::string> joined,
            clock::time_point now = clock::now());

  struct state {
    std::string sid;
    std::vector<std::string> joined;
    std::vector<frame_ptr> missed;  ///< in order
  };
  /// Nothing: unknown, too late, or `offset` is no longer there.
  std::optional<state> restore(const std::string& pid, std::string_view offset,
                               clock::time_point now = clock::now());

  std::size_t packets() const { return packets_.size(); }
  std::size_t sessions() const { return sessions_.size(); }

 private:
  struct entry {
    std::uint64_t number;
    audience whom;
    std::vector<frame_ptr> frames;
    std::size_t bytes;
    clock::time_point at;
  };
  struct session {
    std::string sid;
    std::vector<std::string> joined;
    clock::time_point until;
  };

  void drop_old(clock::time_point now);
  /// The number an offset stands for, if it is one of ours.
  std::optional<std::uint64_t> number_of(std::string_view offset) const;

  const recovery_limits& limits_;
  std::uint64_t next_ = 1;
  std::size_t bytes_ = 0;
  std::deque<entry> packets_;
  std::unordered_map<std::string, session> sessions_;
  std::deque<std::pair<clock::time_point, std::string>> ends_;  ///< of sessions
};

}  // namespace parley::net::socketio

#pragma once

#include <sys/types.h>

#include <string_view>
#include <vector>

namespace parley::bench {

/// Many TCP connections to a child process that reads and forgets.
class loopback_peer {
 public:
  /// Forks the reader and connects. `round_bytes` is what one call of
  /// `send_to_all` sends to each connection. Throws run_error.
  loopback_peer(unsigned connections, std::size_t round_bytes);
  ~loopback_peer();
  loopback_peer(const loopback_peer&) = delete;
  loopback_peer& operator=(const loopback_peer&) = delete;

  /// One send() per connection, then waits until the child has read it all,
  /// as a server's turn ends before the next message comes.
  void send_to_all(std::string_view bytes);

 private:
  pid_t child_ = -1;
  int finished_rounds_ = -1;  ///< a pipe: the child writes a byte per round
  std::vector<int> sockets_;
};

}  // namespace parley::bench

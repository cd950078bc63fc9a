#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/metrics.hpp"
#include "net/socket/frame.hpp"

namespace parley::net {

/// Frames of one turn. The first two need no heap, which would be one more
/// cache miss per connection and flush; places for more would be held by every
/// idle connection.
using frame_list = boost::container::small_vector<const frame*, 2>;

/// What the outboxes of one reactor share during one flush.
struct flush_scratch {
  std::string bytes;  ///< frames put together for one send
  frame_list frames;  ///< what `bytes` consists of
};

enum class flush_result : std::uint8_t {
  sent,     ///< all bytes are with the kernel
  blocked,  ///< the socket takes no more: wait until it is writable
  over,     ///< blocked and over budget: the reader is too slow
  failed,   ///< the socket is broken
};

/// What is on its way to one socket. During a turn it only collects pointers;
/// the flush at the end of the turn hands all of them to the kernel in one
/// call. What the kernel does not take stays, within a byte budget: cheap
/// classes are shed first, then the connection has to go.
class outbox {
 public:
  /// Adds a frame that somebody else keeps alive until the end of the turn.
  void push(const frame* f) { pending_.push_back(f); }

  /// One system call at most. Connections with the same frames share the work
  /// of putting them together through `scratch`.
  flush_result flush(int fd, flush_scratch& scratch, std::size_t budget,
                     core::server_metrics& metrics);

  /// The socket is writable again.
  flush_result resume(int fd, core::server_metrics& metrics);

  /// Drops everything that has not begun to leave; what is pushed afterwards
  /// (a close frame) goes right behind the frame that has.
  void abandon(core::server_metrics& metrics);

  /// Drops everything: the socket is gone.
  void discard(core::server_metrics& metrics);

  bool blocked() const { return backlog_ != nullptr; }
  bool empty() const { return pending_.empty() && backlog_ == nullptr; }
  std::size_t backlog_bytes() const { return backlog_ ? backlog_->bytes : 0; }

 private:
  struct item {
    frame_ptr data;
    std::size_t sent = 0;
  };
  struct backlog {
    std::deque<item> items;
    std::size_t bytes = 0;
  };

  flush_result send_direct(int fd, flush_scratch& scratch, std::size_t budget,
                           core::server_metrics& metrics);
  void keep_from(std::size_t sent, core::server_metrics& metrics);
  void append(const frame* f, core::server_metrics& metrics);
  bool replace_older(const frame* f, core::server_metrics& metrics);
  void shed(std::size_t budget, core::server_metrics& metrics);
  void account(std::ptrdiff_t bytes, core::server_metrics& metrics);

  frame_list pending_;
  std::unique_ptr<backlog> backlog_;
};

}  // namespace parley::net

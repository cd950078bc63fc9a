#pragma once

#include "net/socket/frame.hpp"

namespace parley::net {

struct flush_scratch;

/// Takes frames for one client; they leave at the end of the turn.
class frame_sink {
 public:
  /// `f` lives until the end of the turn: `socket_home::hold`.
  virtual void push(const frame* f) = 0;

  /// Whether a frame would leave with this turn; else it would have to wait.
  virtual bool takes_now() const { return true; }

 protected:
  ~frame_sink() = default;
};

/// What the end of a turn makes leave.
class flushable {
 public:
  virtual void flush(flush_scratch& scratch) = 0;

 protected:
  ~flushable() = default;
};

}  // namespace parley::net

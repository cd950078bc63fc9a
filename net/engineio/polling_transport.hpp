#pragma once

#include <deque>
#include <functional>
#include <string>

#include "net/engineio/settings.hpp"
#include "net/socket/socket_home.hpp"

namespace parley::net::engineio {

/// The long-polling way to a client: what is pushed waits for its next GET.
class polling_transport final : public frame_sink, public flushable {
 public:
  /// Gets the body of one answer.
  using answer = std::function<void(std::string body)>;

  polling_transport(socket_home& home, const settings& with)
      : home_(home), settings_(with) {}
  ~polling_transport() { take(); }

  /// `f` is a whole WebSocket frame, as for every sink; here its payload
  /// counts.
  void push(const frame* f) override;
  bool takes_now() const override { return waiting(); }

  /// A GET came; it is answered at the end of a turn that has something.
  void wait(answer done);
  bool waiting() const { return waiting_ != nullptr; }
  /// Answers the GET that waits, if one does, with this packet alone.
  void answer_with(std::string body);

  /// Everything that has not left, for the transport that takes over.
  std::deque<frame_ptr> take();
  bool empty() const { return queue_.empty(); }

  void flush(flush_scratch& scratch) override;

  /// Called at the end of a turn: it holds more than the budget, even without
  /// what may be shed.
  std::function<void()> on_overflow;
  /// Called at the end of a turn: all has left.
  std::function<void()> on_drained;

 private:
  std::string next_body();
  bool replace_older(const frame* f);
  void shed();
  void account(std::ptrdiff_t bytes);

  socket_home& home_;
  const settings& settings_;
  std::deque<frame_ptr> queue_;
  std::size_t bytes_ = 0;
  bool dirty_ = false;
  answer waiting_;
};

}  // namespace parley::net::engineio

#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <map>

namespace parley::net {

/// Something that waits for a time to pass, for one time at once.
class timeout_target {
 public:
  /// The time has passed. May start it again, or destroy the object.
  virtual void on_timeout() = 0;

  virtual ~timeout_target() = default;

  void stop_timeout() { hook_.unlink(); }
  bool has_timeout() const { return hook_.is_linked(); }

 private:
  friend class timeouts;
  boost::intrusive::list_member_hook<
      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
      hook_;
  std::chrono::steady_clock::time_point due_;
};

/// Timeouts of one reactor, in as many lengths as the program has constants:
/// those of one length end in the order they were started, so starting, ending
/// and stopping one are steps in a list, however many thousands wait. As
/// precise as Asio's timers.
class timeouts {
 public:
  explicit timeouts(boost::asio::io_context& on) : timer_(on) {}

  /// Starts, or starts again, `on_timeout` in `length` from now.
  void start(timeout_target& target, std::chrono::milliseconds length);

 private:
  using clock = std::chrono::steady_clock;
  using queue = boost::intrusive::list<
      timeout_target,
      boost::intrusive::member_hook<
          timeout_target,
          boost::intrusive::list_member_hook<
              boost::intrusive::link_mode<boost::intrusive::auto_unlink>>,
          &timeout_target::hook_>,
      boost::intrusive::constant_time_size<false>>;

  void arm(clock::time_point due);
  void run();

  boost::asio::steady_timer timer_;
  clock::time_point armed_ = clock::time_point::max();
  std::map<std::chrono::milliseconds, queue> queues_;
};

}  // namespace parley::net

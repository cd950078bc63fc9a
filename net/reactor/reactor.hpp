#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "net/reactor/poller.hpp"
#include "net/reactor/timer_queue.hpp"

namespace parley::net {

/// Told once at the end of every turn in which something happened.
class turn_listener {
 public:
  virtual void on_turn_end() = 0;

 protected:
  ~turn_listener() = default;
};

/// One thread that runs Asio handlers, socket events, actors and their timers.
///
/// A *turn*: run all that is ready, again and again until nothing is ready (or
/// the turn has lasted `turn_limit`), then tell the listener, which flushes
/// the sockets, then block. What is written during a turn therefore leaves in
/// one system call per connection.
class reactor final : public caf::execution_unit {
 public:
  reactor(caf::actor_system& system, std::size_t index, std::size_t throughput);
  ~reactor() override;

  /// The reactor whose thread this is, or null.
  static reactor* current();

  std::size_t index() const { return index_; }
  boost::asio::io_context& io() { return io_; }
  poller& sockets() { return sockets_; }
  timer_queue& timers() { return timers_; }

  /// The listener must outlive the loop. Call on the reactor's thread or
  /// before `start`.
  void on_turn_end(turn_listener* listener) { listener_ = listener; }

  /// Makes a job ready; any thread. Takes over the job's reference.
  void push(caf::resumable* job);

  void start();
  /// Ends the loop after the current turn and joins the thread; jobs that are
  /// still queued are released by `drop_jobs`.
  void stop();
  void drop_jobs();

  /// Microseconds of the longest turn of the last 15 to 30 seconds: how long
  /// something that became ready may have waited. Any thread.
  std::uint64_t longest_turn_us() const;

  // execution_unit: an actor that runs here made `job` ready.
  void exec_later(caf::resumable* job) override;

 private:
  using clock = std::chrono::steady_clock;

  void loop();
  void turn();
  std::size_t run_hops(clock::time_point start);
  std::size_t run_jobs();
  void fetch_foreign_jobs();
  void wait();
  void watch_sockets();
  void note_turn(clock::time_point start);

  const std::size_t index_;
  const std::size_t throughput_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
      work_{io_.get_executor()};
  poller sockets_;
  boost::asio::posix::stream_descriptor socket_watch_{io_};
  bool watching_ = false;
  timer_queue timers_;
  turn_listener* listener_ = nullptr;

  std::deque<caf::resumable*> jobs_;
  std::mutex foreign_mutex_;
  std::vector<caf::resumable*> foreign_;
  std::vector<caf::resumable*> taken_;
  std::atomic<bool> foreign_pending_{false};
  std::atomic<bool> asleep_{false};

  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> longest_turn_us_{0};    ///< since `window_start_`
  std::atomic<std::uint64_t> longest_before_us_{0};  ///< in the window before
  clock::time_point window_start_ = clock::now();
  std::thread thread_;
};

}  // namespace parley::net

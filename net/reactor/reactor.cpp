#include "net/reactor/reactor.hpp"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <string>

#include "net/reactor/reactor_scheduler.hpp"

namespace parley::net {

namespace {

thread_local reactor* this_reactor = nullptr;

// A turn that never ends would never flush: a busy actor or a flood of input
// gets this long before everybody's output leaves.
constexpr auto turn_window = std::chrono::seconds{15};
constexpr auto turn_limit = std::chrono::microseconds{500};
// A message's way from socket to sockets is three jobs, each made ready by the
// one before: so many follow without a look at the sockets in between, which is
// two system calls.
constexpr int hops = 4;

}  // namespace

reactor::reactor(caf::actor_system& system, std::size_t index,
                 std::size_t throughput)
    : caf::execution_unit(&system), index_(index), throughput_(throughput) {
  socket_watch_.assign(sockets_.descriptor());
}

reactor::~reactor() { socket_watch_.release(); }

reactor* reactor::current() { return this_reactor; }

void reactor::push(caf::resumable* job) {
  if (this_reactor == this) {
    jobs_.push_back(job);
    return;
  }
  {
    std::lock_guard guard{foreign_mutex_};
    foreign_.push_back(job);
  }
  // The loop looks at `foreign_pending_` in every round; only a loop that is
  // about to block needs the system call that wakes it.
  foreign_pending_.store(true, std::memory_order_seq_cst);
  if (asleep_.exchange(false, std::memory_order_seq_cst))
    boost::asio::post(io_, [] {});
}

void reactor::exec_later(caf::resumable* job) {
  reactor_scheduler::of(system()).route(job);
}

void reactor::start() {
  thread_ = std::thread{[this] {
    auto name = "reactor-" + std::to_string(index_);
    ::pthread_setname_np(::pthread_self(), name.c_str());
    system().thread_started();
    this_reactor = this;
    loop();
    this_reactor = nullptr;
    system().thread_terminates();
  }};
}

void reactor::stop() {
  stopping_ = true;
  boost::asio::post(io_, [] {});
  if (thread_.joinable()) thread_.join();
}

void reactor::drop_jobs() {
  fetch_foreign_jobs();
  for (auto* job : jobs_)
    caf::scheduler::abstract_coordinator::cleanup_and_release(job);
  jobs_.clear();
}

void reactor::loop() {
  while (!stopping_) {
    turn();
    wait();
  }
}

void reactor::turn() {
  auto start = clock::now();
  bool limit_reached = false;
  for (std::size_t ran = 1; ran > 0 && !limit_reached;) {
    ran = static_cast<std::size_t>(sockets_.poll_once());
    ran += io_.poll();
    fetch_foreign_jobs();
    ran += run_hops(start);
    auto now = clock::now();
    if (auto due = timers_.next(); due && *due <= now)
      ran += timers_.trigger_expired_timeouts();
    limit_reached = now - start > turn_limit;
  }
  note_turn(start);
  if (listener_ != nullptr) listener_->on_turn_end();
}

std::size_t reactor::run_hops(clock::time_point start) {
  std::size_t ran = run_jobs();
  for (int hop = 1; hop < hops && !jobs_.empty(); ++hop) {
    if (clock::now() - start > turn_limit) break;
    ran += run_jobs();
  }
  return ran;
}

std::size_t reactor::run_jobs() {
  // Only what is queued now: what never ends must not keep the sockets waiting.
  std::size_t count = jobs_.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto* job = jobs_.front();
    jobs_.pop_front();
    switch (job->resume(this, throughput_)) {
      case caf::resumable::resume_later:
        jobs_.push_back(job);
        break;
      case caf::resumable::shutdown_execution_unit:
        stopping_ = true;
        break;
      default:
        caf::intrusive_ptr_release(job);
    }
  }
  return count;
}

void reactor::fetch_foreign_jobs() {
  if (!foreign_pending_.load(std::memory_order_acquire)) return;
  {
    std::lock_guard guard{foreign_mutex_};
    taken_.swap(foreign_);
    foreign_pending_.store(false, std::memory_order_release);
  }
  jobs_.insert(jobs_.end(), taken_.begin(), taken_.end());
  taken_.clear();
}

void reactor::wait() {
  if (!jobs_.empty() || stopping_) return;
  watch_sockets();
  asleep_.store(true, std::memory_order_seq_cst);
  // A push between the last round and the line above saw `asleep_` false and
  // did not wake us.
  if (!foreign_pending_.load(std::memory_order_seq_cst)) {
    if (auto due = timers_.next()) io_.run_one_until(*due);
    else io_.run_one();
  }
  asleep_.store(false, std::memory_order_seq_cst);
}

void reactor::watch_sockets() {
  if (watching_) return;
  watching_ = true;
  socket_watch_.async_wait(
      boost::asio::posix::stream_descriptor::wait_read,
      [this](boost::system::error_code) { watching_ = false; });
}

std::uint64_t reactor::longest_turn_us() const {
  return std::max(longest_turn_us_.load(std::memory_order_relaxed),
                  longest_before_us_.load(std::memory_order_relaxed));
}

// A sweep of the sockets sees to it that there are turns.
void reactor::note_turn(clock::time_point start) {
  const auto now = clock::now();
  if (now - window_start_ >= turn_window) {
    window_start_ = now;
    longest_before_us_.store(
        longest_turn_us_.exchange(0, std::memory_order_relaxed),
        std::memory_order_relaxed);
  }
  auto us = std::chrono::duration_cast<std::chrono::microseconds>(now - start);
  auto value = static_cast<std::uint64_t>(us.count());
  if (value > longest_turn_us_.load(std::memory_order_relaxed))
    longest_turn_us_.store(value, std::memory_order_relaxed);
}

}  // namespace parley::net

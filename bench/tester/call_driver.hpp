#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/tester/call_pair.hpp"
#include "bench/tester/connection.hpp"
#include "bench/tester/crowd.hpp"
#include "bench/tester/histogram.hpp"

namespace parley::bench {

/// Calls that failed, by the error's code or what became of them.
using call_failures = std::map<std::string, std::uint64_t>;

/// For people: each code, and how often.
std::string text_of(const call_failures& failures);

/// What happened between two calls of `call_driver::clear`.
struct call_counts {
  std::uint64_t completed = 0;  ///< both heard the end
  std::uint64_t late = 0;       ///< no pair was free when it should have begun
  std::uint64_t signals = 0;    ///< that arrived
  call_failures failures;
  histogram setup_times;   ///< from the intended start to "accepted"
  histogram signal_times;  ///< from one side to the other

  std::uint64_t failed() const;
};

/// Pairs that call each other at fixed times, however late the server is: each
/// time the pair that was free for the longest. A call that finds none waits
/// for one, is late, and is measured from the time at which it should have
/// begun.
class call_driver final : private frame_sink {
 public:
  /// Members of a room are pairs in their order. Throws run_error when the
  /// tokens file does not say who they are.
  call_driver(crowd& people, const dialect& speech, const options& how);

  /// Each pair calls once, so that its direct room is there. Throws run_error
  /// when a call fails, or they are not over by `deadline_ns`.
  void begin(std::int64_t deadline_ns);

  /// Whether calls that begin from now on have signals, or end when answered.
  void let_signal(bool signals);

  /// Calls begin until the monotonic clock passes `until_ns`.
  void run(std::int64_t until_ns);

  /// No more calls: those that wait for a pair have failed. Throws run_error
  /// (incomplete) when others are not over by `deadline_ns`.
  void drain(std::int64_t deadline_ns);

  const call_counts& counts() const { return counts_; }
  void clear() { counts_ = {}; }

 private:
  struct couple {
    std::array<connection*, 2> sides;  ///< by `call_side`
    call_pair call;
  };
  struct place {
    std::size_t pair;
    call_side side;
  };
  /// When the call of this number, if it still is the pair's, has failed.
  struct deadline {
    std::int64_t at_ns;
    std::size_t pair;
    std::uint32_t number;
  };

  void seat_pair(connection& caller, connection& callee);
  std::size_t under_way() const { return pairs_.size() - free_.size(); }
  void want(std::int64_t intended_ns);
  void start(std::int64_t intended_ns);
  void perform(std::size_t pair, const call_turn& what);
  void send_signals(std::size_t pair, call_side from);
  void fail(std::size_t pair, std::string_view why);
  void release(std::size_t pair);
  void give_up_late();
  void say(const place& by, std::string_view event, std::string_view data,
           std::uint32_t number);
  void measure(const call_pair& call, call_side who, const call_news& news);
  void turn(std::int64_t wait_ns);

  void on_upgraded(connection&) override {}
  void on_text(connection& c, std::string_view text) override;
  void on_closed(connection& c, const std::string& why) override;

  crowd& people_;
  const dialect& speech_;
  const options& how_;
  std::vector<couple> pairs_;
  std::unordered_map<const connection*, place> places_;
  std::deque<std::size_t> free_;      ///< pairs, the longest free first
  std::deque<std::int64_t> waiting_;  ///< intended times of calls without one
  std::deque<deadline> deadlines_;    ///< the earliest first
  std::uint32_t signals_each_ = 0;    ///< that a side sends in a call
  std::uint32_t last_number_ = first_number;
  std::int64_t next_due_ns_ = 0;
  call_counts counts_;
};

}  // namespace parley::bench

#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tester/connection.hpp"
#include "bench/tester/crowd.hpp"
#include "bench/tester/seating.hpp"

namespace parley::bench {

/// Users who come and go, at fixed times, while the members of each room look
/// at its share of them: user i at room i % rooms. Every change of a user is
/// one update to each socket that looks.
class presence_driver final : private frame_sink {
 public:
  presence_driver(crowd& people, const dialect& speech, const options& how,
                  const std::vector<login>& users);

  /// Everybody looks, and half of the users come. Throws run_error when that
  /// is not done by `deadline_ns`.
  void begin(std::int64_t deadline_ns);
  /// Changes go on until the monotonic clock passes `until_ns`.
  void run(std::int64_t until_ns);
  /// No more changes; waits until all updates have come. Throws run_error
  /// (incomplete) when they have not by `deadline_ns`, or when there were too
  /// many.
  void drain(std::int64_t deadline_ns);
  /// All users go.
  void end(std::int64_t deadline_ns);

  std::uint64_t updates() const { return updates_; }

 private:
  void change_one();
  void come();
  void go();
  void set_away(bool away);
  void turn(std::int64_t wait_ns);
  bool wait_until(bool (presence_driver::*done)() const,
                  std::int64_t deadline_ns);
  bool is_complete() const { return updates_ >= due_; }
  bool are_in_place() const { return arriving_ == 0; }
  bool are_gone() const { return leaving_ == 0; }
  bool is_user(const connection& c) const;

  void on_upgraded(connection&) override {}
  void on_text(connection& c, std::string_view text) override;
  void on_closed(connection& c, const std::string& why) override;

  crowd& people_;
  const dialect& speech_;
  const options& how_;
  std::vector<connection> users_;
  std::vector<std::string> ids_;
  std::deque<std::size_t> out_;   ///< users who are not there, or away
  std::deque<std::size_t> here_;  ///< the longest there first
  std::size_t arriving_ = 0;
  std::size_t leaving_ = 0;
  bool next_comes_ = false;
  bool ending_ = false;
  std::int64_t next_due_ns_ = 0;
  std::uint64_t updates_ = 0;
  std::uint64_t due_ = 0;
};

}  // namespace parley::bench

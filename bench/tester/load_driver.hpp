#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "bench/tester/crowd.hpp"
#include "bench/tester/flight_table.hpp"
#include "bench/tester/histogram.hpp"
#include "bench/tester/number_finder.hpp"

namespace parley::bench {

/// The share of the load that one thread makes.
struct load_plan {
  unsigned window = 1;  ///< messages in flight (closed loop)
  double rate = 0;      ///< messages per second; > 0: open loop
  bool durable = false;
  unsigned typers = 0;      ///< of the first room
  double typing_every = 0;  ///< seconds between two signals of one of them
  std::string run_id;       ///< different for every thread and every run
};

/// What happened between two calls of `load_driver::clear`.
struct load_counts {
  std::uint64_t messages = 0;    ///< sent
  std::uint64_t deliveries = 0;  ///< received by members
  std::uint64_t acks = 0;        ///< of durable messages, successful
  std::uint64_t refused = 0;     ///< of durable messages, with an error
  std::uint64_t typing = 0;      ///< news of who types, received by members
  std::uint64_t unexpected = 0;  ///< deliveries or acks that were not due
  std::map<std::string, std::uint64_t> refusals;  ///< by error code
  histogram delivery_times;  ///< per delivery, from the intended send time
  histogram ack_times;       ///< likewise, per acknowledgement

  void merge(const load_counts& other);
};

/// Sends messages into the rooms of one thread and accounts for what comes
/// back. Closed loop: a finished message is replaced by one in the same room,
/// where finished means acknowledged for durable messages and delivered to
/// every member for others. Open loop: messages leave at fixed times, rooms
/// in turn, however late the server is; a message that had to wait for us is
/// measured from the time at which it should have been sent.
class load_driver final : private frame_sink {
 public:
  load_driver(crowd& people, const dialect& speech, const options& how,
              load_plan plan);

  /// Goes on with the load until the monotonic clock passes `until_ns`.
  void run(std::int64_t until_ns);

  /// Sends no more and waits until nothing is outstanding. Throws run_error
  /// (incomplete) when that is not so by `deadline_ns`, or when anything came
  /// twice.
  void drain(std::int64_t deadline_ns);

  /// Whether those who type do so from now on.
  void let_type(bool storm) { storm_ = storm; }

  const load_counts& counts() const { return counts_; }
  void clear() { counts_ = {}; }

 private:
  void send(std::uint32_t room, std::int64_t intended_ns);
  void send_due(std::int64_t now);
  void type_due(std::int64_t now);
  void fill_window();
  void delivered(std::uint32_t number);
  void acknowledged(std::uint32_t number, std::string_view text);
  void finished(std::uint32_t room);

  void on_upgraded(connection&) override {}
  void on_text(connection& c, std::string_view text) override;
  void on_closed(connection& c, const std::string& why) override;

  crowd& people_;
  const dialect& speech_;
  load_plan plan_;
  std::string padding_;
  flight_table flights_;
  number_finder delivery_;
  load_counts counts_;
  bool sending_ = false;
  unsigned in_flight_ = 0;
  std::uint32_t next_room_ = 0;
  std::int64_t next_due_ns_ = 0;  ///< of the open loop
  std::uint64_t unexpected_ = 0;
  bool storm_ = false;
  std::size_t next_typer_ = 0;
  std::int64_t next_typing_ns_ = 0;
};

}  // namespace parley::bench

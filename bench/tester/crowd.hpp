#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tester/connection.hpp"
#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/histogram.hpp"
#include "bench/tester/options.hpp"
#include "bench/tester/socket_pool.hpp"

namespace parley::bench {

/// A connection to be made: who it is and in which room it sits.
struct assignment {
  seat who;
  std::uint32_t room = 0;    ///< index among the rooms of the thread
  std::uint32_t client = 0;  ///< number among all clients, from 0
};

/// The connections of one room.
struct audience {
  std::vector<connection*> members;  ///< who get deliveries
  std::vector<connection*> senders;  ///< who take turns at sending
  std::size_t next_sender = 0;
};

/// All connections of one thread: opens them, closes them, and listens while
/// nothing is being measured.
class crowd final : private frame_sink {
 public:
  crowd(const options& how, const dialect& speech,
        const std::vector<assignment>& places);

  /// Opens everything, at most `options::connecting` at a time, and returns
  /// when the last is set up. Throws run_error on a refusal, a loss, or when
  /// the monotonic clock passes `deadline_ns`.
  void open_all(std::int64_t deadline_ns);

  /// Says goodbye and waits for the server's answer.
  void close_all(std::int64_t deadline_ns);

  /// Listens until nothing came for `quiet_ns`, at most until `deadline_ns`.
  void settle(std::int64_t quiet_ns, std::int64_t deadline_ns);

  /// Listens, answering pings, until `until_ns`.
  void listen(std::int64_t until_ns);

  /// From the start of the TCP connect to being set up, per connection.
  const histogram& setup_times() const { return setup_times_; }
  void clear_setup_times() { setup_times_.clear(); }

  socket_pool& sockets() { return *pool_; }
  std::vector<audience>& rooms() { return rooms_; }

 private:
  void open_next();
  void step(connection& c, setup outcome, std::string_view said);

  void on_upgraded(connection& c) override;
  void on_text(connection& c, std::string_view text) override;
  void on_closed(connection& c, const std::string& why) override;

  const options& how_;
  const dialect& speech_;
  std::unique_ptr<socket_pool> pool_;
  std::vector<connection> connections_;
  std::vector<std::uint32_t> clients_;  ///< client number per connection
  std::vector<audience> rooms_;
  std::size_t opened_ = 0;
  std::size_t ready_ = 0;
  std::size_t left_ = 0;
  bool closing_ = false;  ///< the end of a connection is no loss
  histogram setup_times_;
};

}  // namespace parley::bench

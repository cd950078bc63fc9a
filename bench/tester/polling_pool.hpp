#pragma once

#include <deque>

#include "bench/tester/http_answer.hpp"
#include "bench/tester/socket_pool.hpp"

namespace parley::bench {

/// A keep-alive HTTP connection with at most one request at a time.
struct http_stream : stream {
  explicit http_stream(polling_session& of) : session(of) {}

  polling_session& session;
  bool awaiting = false;  ///< a request has no answer yet
};

/// An Engine.IO session over HTTP long-polling: one connection for the
/// pending GET, one for POSTs, as browsers have.
struct polling_session {
  explicit polling_session(connection& of) : client(of) {}

  connection& client;
  std::string target;  ///< with the sid, once that is known
  std::uint32_t source = 0;
  bool opened = false;   ///< the sid is known
  bool leaving = false;  ///< has said goodbye
  http_stream poll{*this};
  http_stream post{*this};
};

/// Engine.IO 4 over HTTP long-polling. What gathers while a POST is under way
/// goes into the next one.
class polling_pool final : public socket_pool {
 public:
  using socket_pool::socket_pool;

  void open(connection& c, std::string_view target,
            std::uint32_t source) override;
  void leave(connection& c) override;
  void touch(connection& c) override;

 private:
  void before_flush() override;
  std::size_t on_bytes(stream& s, std::string_view data) override;
  void on_lost(stream& s, const std::string& why) override;

  void send_get(polling_session& of);
  void send_post(polling_session& of);
  void on_answer(http_stream& s, const http_answer& answer);
  void on_payload(polling_session& of, std::string_view payload);
  bool take_open(polling_session& of, std::string_view packet);
  void end_when_left(polling_session& of);
  void fail(polling_session& of, const std::string& why);

  std::deque<polling_session> sessions_;
  std::vector<connection*> talkative_;  ///< have something to POST
};

}  // namespace parley::bench

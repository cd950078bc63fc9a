#include "net/http/request_reader.hpp"

#include <algorithm>
#include <utility>

// Awaitables are named before they are awaited: GCC 12 destroys temporaries of
// a co_await expression twice in some contexts.

namespace parley::net::http {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

request_reader::request_reader(transport& wire, request& out,
                               const server_limits& limits,
                               std::size_t largest_body)
    : wire_(wire),
      request_(out),
      limits_(limits),
      parser_(request_, limits.header, largest_body) {}

core::result<request_parser::progress> request_reader::parse() {
  std::string_view rest{wire_.unread()};
  // RFC 9112, 2.2: empty lines before the request line are ignored.
  if (!parser_.got_some()) {
    while (rest.starts_with("\r\n")) rest.remove_prefix(2);
    if (rest == "\r") return request_parser::progress::need_more;
  }
  auto reached = parser_.feed(rest);
  wire_.consume(wire_.unread().size() - rest.size());
  return reached;
}

asio::awaitable<request_reader::received> request_reader::read_more() {
  auto reading = wire_.read();
  bool alive = co_await std::move(reading);
  if (alive) co_return true;
  if (wire_.late()) co_return core::failure{core::errc::request_timeout};
  co_return false;
}

asio::awaitable<request_reader::received> request_reader::read_head(
    bool fresh) {
  for (bool timed = fresh;;) {
    auto reached = parse();
    if (!reached) co_return reached.error();
    if (*reached != request_parser::progress::need_more) co_return true;
    // Most headers come in one piece and need no timer.
    if (!timed) wire_.expect_within(limits_.header_time);
    timed = true;
    auto reading = read_more();
    auto more = co_await std::move(reading);
    if (!more || !*more) co_return more;
  }
}

// A client that waits to be asked for the body is asked.
asio::awaitable<request_reader::received> request_reader::begin_body(
    std::size_t limit) {
  parser_.limit_body(limit);
  bool expects = iequals(request_.header("Expect"), "100-continue");
  if (!expects || request_.version < 11 || !wire_.unread().empty())
    co_return true;
  auto writing =
      wire_.write("HTTP/1.1 100 Continue\r\n\r\n", {}, limits_.body_time);
  bool sent = co_await std::move(writing);
  co_return sent;
}

asio::awaitable<request_reader::received> request_reader::read_body(
    std::size_t limit) {
  auto beginning = begin_body(limit);
  auto begun = co_await std::move(beginning);
  if (!begun || !*begun) co_return begun;
  wire_.expect_within(limits_.body_time);
  while (!parser_.is_done()) {
    if (!wire_.unread().empty()) {
      auto reached = parse();
      if (!reached) co_return reached.error();
      if (*reached == request_parser::progress::done) break;
    }
    auto reading = read_more();
    auto more = co_await std::move(reading);
    if (!more || !*more) co_return more;
  }
  co_return true;
}

// -- in pieces ----------------------------------------------------------------

asio::awaitable<request_reader::received> request_reader::begin_stream() {
  if (stream_began_ || parser_.is_done()) co_return true;
  stream_began_ = steady_clock::now();
  auto beginning = begin_body(stream_limit_);
  auto begun = co_await std::move(beginning);
  co_return begun;
}

asio::awaitable<core::result<std::string>> request_reader::read() {
  if (failed_) co_return *failed_;
  auto beginning = begin_stream();
  auto going = co_await std::move(beginning);
  auto& body = request_.body;
  while (going && *going && body.empty() && !parser_.is_done()) {
    if (!wire_.unread().empty()) {
      auto reached = parse();
      if (!reached) co_return fail(reached.error());
      if (!body.empty() || parser_.is_done()) break;
    }
    wire_.expect_within(time_left());
    auto reading = read_more();
    going = co_await std::move(reading);
  }
  if (!going || !*going) co_return fail(going);
  wire_.rest();
  streamed_ += body.size();
  co_return std::exchange(body, {});
}

milliseconds request_reader::time_left() const {
  milliseconds earned{streamed_ * 1000 / limits_.least_rate};
  auto left = *stream_began_ + limits_.body_time + earned - steady_clock::now();
  return std::clamp(std::chrono::duration_cast<milliseconds>(left),
                    milliseconds{1}, limits_.body_time);
}

core::failure request_reader::fail(const received& why) {
  gone_ = why.has_value();
  failed_ = gone_ ? core::failure{core::errc::unavailable, "the client left"}
                  : why.error();
  return *failed_;
}

}  // namespace parley::net::http

#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "net/http/body_stream.hpp"
#include "net/http/request_parser.hpp"
#include "net/http/server_context.hpp"
#include "net/http/transport.hpp"

namespace parley::net::http {

/// Takes one request from the wire, each phase within its limits: the head,
/// then the body as a whole or, for who reads `request::stream`, in pieces.
class request_reader final : public body_reader {
 public:
  // False: the peer went away. A failure is to be answered.
  using received = core::result<bool>;

  /// All outlive it. `largest_body` counts until the body's limit is known.
  request_reader(transport& wire, request& out, const server_limits& limits,
                 std::size_t largest_body);

  /// `fresh`: the time for the header runs since the connection was accepted.
  boost::asio::awaitable<received> read_head(bool fresh);

  /// Fills `request::body`.
  boost::asio::awaitable<received> read_body(std::size_t limit);

  /// From here on `read` gives the body. It may take its time, as long as it
  /// comes at the least rate.
  void stream_body(std::size_t limit) { stream_limit_ = limit; }
  boost::asio::awaitable<core::result<std::string>> read() override;

  /// The peer went away while its body was streamed.
  bool gone() const { return gone_; }

  const request_parser& parser() const { return parser_; }

 private:
  core::result<request_parser::progress> parse();
  boost::asio::awaitable<received> read_more();
  boost::asio::awaitable<received> begin_body(std::size_t limit);
  boost::asio::awaitable<received> begin_stream();
  std::chrono::milliseconds time_left() const;
  core::failure fail(const received& why);

  transport& wire_;
  request& request_;
  const server_limits& limits_;
  request_parser parser_;
  std::size_t stream_limit_ = 0;
  std::uint64_t streamed_ = 0;  // bytes that were handed out
  std::optional<std::chrono::steady_clock::time_point> stream_began_;
  std::optional<core::failure> failed_;
  bool gone_ = false;
};

}  // namespace parley::net::http

#pragma once

// Bodies that are never whole in memory.

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>

#include "core/result.hpp"

namespace parley::net::http {

/// The body of a request on a route that reads it itself.
class body_reader {
 public:
  /// The next bytes as they arrive, empty at the end. Between two calls the
  /// socket is not read: who is slow makes the client wait. After a failure
  /// (too large, too slow, malformed, client gone) nothing more comes.
  virtual boost::asio::awaitable<core::result<std::string>> read() = 0;

 protected:
  ~body_reader() = default;
};

/// The body of an answer, asked for piece by piece as the client takes it.
class body_source {
 public:
  virtual ~body_source() = default;

  /// Bytes of the whole, for Content-Length.
  virtual std::uint64_t size() const = 0;

  /// The next piece; never empty before all of `size` was handed out. A failure
  /// breaks the connection off: the head has been sent.
  virtual boost::asio::awaitable<core::result<std::string>> next() = 0;
};

}  // namespace parley::net::http

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rate_limiter.hpp"
#include "net/http/header_map.hpp"
#include "net/http/url.hpp"
#include "net/http/verb.hpp"

namespace parley::actors {
struct identity;
}
namespace parley::net::json {
class shape;
}

namespace parley::net::http {

class body_reader;

/// Tells a handler that takes its time when the client has gone.
class peer_watch {
 public:
  /// Calls `then` at most once, on the connection's reactor, and not after the
  /// handler has ended.
  virtual void on_gone(std::function<void()> then) = 0;
  /// Whether the client has gone; a look at the socket.
  virtual bool is_gone() = 0;

 protected:
  ~peer_watch() = default;
};

/// Breaks the connection of a request off, from any thread, also when it is
/// over already.
using hang_up = std::function<void()>;

/// One request as a handler sees it: complete, within its limits, decoded.
struct request {
  verb method = verb::get;
  int version = 11;        ///< 10 or 11
  std::string path;        ///< as sent, percent-encoded, without the query
  path_params params;      ///< decoded; `*` of a prefix route under "*"
  query_params query;      ///< decoded, repeated names kept
  std::string query_text;  ///< as sent
  header_map headers;
  std::string body;        ///< JSON text on routes that expect JSON
  std::string remote;      ///< client address; a proxy's word if it is trusted
  std::string id;          ///< the client's valid X-Request-Id or a new one
  std::string_view route;  ///< pattern of the matched route; empty: none
  const json::shape* shape = nullptr;  ///< that its body must have, if any
  std::chrono::steady_clock::time_point started;  ///< first byte seen
  peer_watch* peer = nullptr;                     ///< set while a handler runs
  std::shared_ptr<void> admission;                ///< of `route_options::admit`
  body_reader* stream = nullptr;  ///< of `route_options::streams`
  core::rate_verdict rate;        ///< what the gate said; told in the answer
  std::shared_ptr<const actors::identity> caller;  ///< if the gate knows

  /// First value of this field, empty when absent.
  std::string_view header(std::string_view name) const {
    return headers.get(name);
  }

  /// Decoded `:name` of the route's pattern, empty when the route has none.
  std::string_view param(std::string_view name) const {
    return params.get(name).value_or(std::string_view{});
  }
};

}  // namespace parley::net::http

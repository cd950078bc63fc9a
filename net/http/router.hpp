#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/http/verb.hpp"

namespace parley::net::json {
class shape;
}

namespace parley::net::http {

/// Answers one request. Runs on the executor of the connection's reactor; the
/// request lives until the coroutine ends. An exception becomes a 500.
using handler =
    std::function<boost::asio::awaitable<response>(request& request)>;

/// What a route reads.
enum class body_kind : unsigned char {
  any,  ///< the bytes as they came
  json  ///< JSON, or an urlencoded form that is handed over as a JSON object
};

/// What a request of a route counts as, for the limits on rates.
enum class rate_class : unsigned char {
  request,   ///< of the user, or of the address of a stranger
  message,   ///< the same, and one more message of the user
  attempt,   ///< of the address to be somebody; only wrong ones count
  creation,  ///< the same, but never free
  nothing
};

/// Called for a request with a body before the body is read. What it returns
/// lives as long as the request.
using admit_function =
    std::function<std::shared_ptr<void>(const request& head, hang_up cut)>;

struct route_options {
  body_kind body = body_kind::any;
  std::size_t body_limit = 0;  ///< bytes; 0: the server's JSON_BODY_LIMIT
  bool bare_refusals = false;  ///< a body that is refused: status alone
  bool streams = false;        ///< the handler reads `request::stream`
  admit_function admit = {};
  rate_class rate = rate_class::request;
  std::shared_ptr<const json::shape> shape = {};  ///< of a JSON body
  bool described = true;                          ///< by /openapi.json
};

// For `add`: this route takes JSON, and what it counts as.
inline const route_options json_body{.body = body_kind::json};
inline const route_options json_message{.body = body_kind::json,
                                        .rate = rate_class::message};
inline const route_options json_attempt{.body = body_kind::json,
                                        .rate = rate_class::attempt};
inline const route_options json_creation{.body = body_kind::json,
                                         .rate = rate_class::creation};
inline const route_options counted_as_message{.rate = rate_class::message};
inline const route_options uncounted{.rate = rate_class::nothing};

struct route {
  std::string pattern;
  handler handle;
  route_options options;
};

/// The route table. Patterns are paths whose segments may be `:name`, and
/// whose last may be `*` (the rest, also nothing). A literal segment wins over
/// a name, a name over `*`. Built once, then only read, by any thread.
class router {
 public:
  router();
  ~router();
  router(router&&) noexcept;
  router& operator=(router&&) noexcept;

  /// Throws `std::logic_error` when the pattern is malformed or taken: a
  /// mistake in the program.
  void add(verb method, std::string_view pattern, handler handle,
           route_options options = {});

  struct match {
    const route* found = nullptr;  ///< null: 404, or 405 if `allowed` has any
    verb_set allowed;              ///< what the path accepts
    path_params params;
  };

  /// The route for decoded `segments`. HEAD falls back to GET.
  match find(verb method, const std::vector<std::string>& segments) const;

  /// Calls `visit` for each route; it may still change then.
  void for_each(const std::function<void(verb, route&)>& visit);

  /// The largest body limit of all routes; `fallback` stands for 0.
  std::size_t largest_body_limit(std::size_t fallback) const;

 private:
  struct node;
  class search;

  std::unique_ptr<node> root_;
  std::size_t largest_ = 0;
};

}  // namespace parley::net::http

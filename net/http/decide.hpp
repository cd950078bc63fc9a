#pragma once

#include <cstdint>
#include <optional>

#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/http/server_context.hpp"

namespace parley::net::http {

/// The body a header section announces.
struct announced_body {
  bool present = false;
  std::uint64_t length = 0;  ///< 0 when it comes in chunks
};

/// What follows from a header section: a route to run, or an answer at once.
struct decision {
  const route* target = nullptr;
  std::size_t body_limit = 0;
  std::optional<response> answer;
};

/// Looks the route up, fills `params` and `route` of the request, asks the
/// gate, and refuses what the route would not read: 404, 405, 413, 415, and
/// the answers to OPTIONS.
decision decide(request& head, announced_body body,
                const server_context& context);

/// Turns an urlencoded body into JSON where the route expects JSON.
core::result<void> prepare_body(request& complete, const route& target);

}  // namespace parley::net::http

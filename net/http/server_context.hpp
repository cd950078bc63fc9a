#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "config/settings.hpp"
#include "net/http/cors.hpp"
#include "net/http/router.hpp"
#include "net/http/trusted_proxies.hpp"
#include "net/http/upgrade_request.hpp"

namespace parley::net::http {

/// One line of the access log. The views live as long as the call.
struct access_entry {
  std::string_view method;
  std::string_view path;   ///< without the query, which may hold secrets
  std::string_view route;  ///< pattern, the bounded label for metrics
  int status = 0;          ///< 101 after an upgrade
  std::size_t bytes = 0;   ///< of the answer's body
  std::chrono::steady_clock::duration duration{};  ///< first byte to answer
  std::string_view request_id;
  std::string_view remote;
};

/// Bounds in bytes and time of every phase of a connection.
struct server_limits {
  std::size_t header = 16 << 10;
  std::size_t body = 1 << 20;  ///< of routes that name no limit
  std::chrono::milliseconds header_time{15'000};
  std::chrono::milliseconds body_time{30'000};  ///< also for a stalled reader
  std::chrono::milliseconds keep_alive_time{30'000};
  std::size_t least_rate = 8 << 10;  ///< bytes a second of a streamed body

  static server_limits from(const config::settings& settings);
};

/// Everything the connections share. Built before the first connection, then
/// only read, by every reactor; outlives them all.
struct server_context {
  explicit server_context(const config::settings& settings);

  router routes;
  upgrade_routes upgrades;
  upgrade_routes streams;  ///< answers that go on: no Upgrade is asked for
  server_limits limits;
  cors_policy cors;
  trusted_proxies proxies;

  /// May answer in place of the route (null: there is none), before the body
  /// is read: rate limits.
  std::function<std::optional<response>(request&, const route*)> gate;

  /// Called for every answer of a route before it is sent.
  std::function<void(request&, const route&, const response&)> after;

  /// Called once for every answer and every upgrade.
  std::function<void(const access_entry&)> on_access;

  /// Called when a handler threw; the client got a 500 with the request's id.
  std::function<void(const request&, std::string_view what)> on_defect;
};

}  // namespace parley::net::http

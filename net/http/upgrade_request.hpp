#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/http/tcp_socket.hpp"

namespace parley::net::http {

/// A GET that takes the connection: one with `Upgrade: websocket` on an upgrade
/// route, or any on the route of a stream. Nothing was answered yet.
struct upgrade_request {
  const request& head;    ///< dies with the call: copy what stays
  tcp_socket& socket;     ///< non-blocking; moving from it takes the connection
  std::string& leftover;  ///< bytes that were read after the request
};

/// Takes the connection by moving `socket` out and returns nothing, or refuses
/// with an answer that goes out like any other. Runs on the reactor, must not
/// block and must not suspend.
using upgrade_handler = std::function<std::optional<response>(upgrade_request)>;

/// Such routes by exact path; one trailing slash makes no difference.
class upgrade_routes {
 public:
  void add(std::string_view path, upgrade_handler handle);

  /// Null when there is none at this path.
  const upgrade_handler* find(std::string_view path) const;

 private:
  std::vector<std::pair<std::string, upgrade_handler>> routes_;
};

}  // namespace parley::net::http

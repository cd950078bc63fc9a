#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/engineio/engine.hpp"
#include "net/http/server_context.hpp"

namespace parley::net::engineio {

struct endpoint {
  std::string path;              ///< "/socket.io"
  std::vector<engine*> engines;  ///< by the index of their reactor
  const settings* options;       ///< of all engines
  /// Whether a new session may begin; empty: yes.
  std::function<bool(const http::request&)> allow;
  /// Extra headers of the handshake's answer.
  std::vector<std::pair<std::string, std::string>> first_headers;
  /// How long a handshake takes at least.
  std::chrono::milliseconds first_answer_after{0};
};

/// Adds the requests of Engine.IO v4 at `at.path` ("HTTP long-polling",
/// "WebSocket"): whichever reactor a request comes to, the session's own
/// handles it.
void add_routes(http::server_context& to, endpoint at);

}  // namespace parley::net::engineio

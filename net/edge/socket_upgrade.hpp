#pragma once

#include <memory>
#include <vector>

#include "net/edge/edge.hpp"
#include "net/http/server_context.hpp"

namespace parley::net {

/// Offers the plain JSON WebSocket at `/ws`: the handshake is checked, a token
/// given with it (`Authorization`, `?token=`) verified, and the socket handed
/// to the edge of the reactor that read the request. `edges` by reactor.
void add_plain_socket(http::server_context& to,
                      const std::vector<std::shared_ptr<edge>>& edges);

}  // namespace parley::net

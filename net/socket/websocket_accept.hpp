#pragma once

#include <optional>

#include "net/http/response.hpp"
#include "net/http/upgrade_request.hpp"
#include "net/websocket/handshake.hpp"

namespace parley::net {

/// What the client's handshake asks for, or the answer that refuses it.
struct socket_offer {
  std::optional<http::response> refused;
  websocket::agreement agreed;
};
socket_offer offer_of(const http::request& head);

/// Answers 101 and takes the descriptor, non-blocking, from the connection.
/// -1: the peer went away; `vanished` is then what to return.
int take_socket(http::upgrade_request& request,
                const websocket::agreement& agreed);
http::response vanished();

}  // namespace parley::net

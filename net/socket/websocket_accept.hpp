#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/http/response.hpp"
#include "net/http/upgrade_request.hpp"
#include "net/websocket/handshake.hpp"

namespace parley::net {

/// What the client's handshake asks for, or the answer that refuses it.
/// Compression is agreed on only if the policy says so; then the link and who
/// encodes for it need `agreed.deflate`. `protocols`: the names we answer to.
struct socket_offer {
  std::optional<http::response> refused;
  websocket::agreement agreed;
};
socket_offer offer_of(const http::request& head,
                      const websocket::deflate_policy& deflate = {},
                      std::span<const std::string_view> protocols = {});

/// A socket whose handshake is answered by its first bytes.
struct taken_socket {
  int fd = -1;           ///< does not block
  std::string greeting;  ///< the 101: `websocket_link::greet`
};
/// Takes the descriptor from the connection. Nothing: the peer went away;
/// `vanished` is then what to return.
std::optional<taken_socket> take_socket(http::upgrade_request& request,
                                        const websocket::agreement& agreed);
http::response vanished();

}  // namespace parley::net

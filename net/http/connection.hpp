#pragma once

#include <boost/asio/awaitable.hpp>

#include "net/http/connection_set.hpp"
#include "net/http/server_context.hpp"
#include "net/http/tcp_socket.hpp"

namespace parley::net::http {

/// Speaks HTTP/1.1 on an accepted socket until either side ends it or an
/// upgrade takes the socket over. Never throws. Run it on the socket's
/// reactor: `co_spawn(reactor, serve(…), detached)`; `context` and `set`
/// outlive it.
boost::asio::awaitable<void> serve(tcp_socket socket,
                                   const server_context& context,
                                   connection_set& set);

}  // namespace parley::net::http

#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace parley::net::http {

/// The socket type of the server: bound to the reactor's `io_context` without
/// the type erasure of `any_io_executor`. `acceptor.async_accept(context, …)`
/// yields it.
using tcp_socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                     boost::asio::io_context::executor_type>;

}  // namespace parley::net::http

#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "net/http/server_context.hpp"
#include "net/peerjs/applicant.hpp"
#include "net/peerjs/station.hpp"

namespace parley::net::peerjs {

/// A PeerJS server at a path, over all reactors.
struct endpoint {
  std::string path;  ///< "/peerjs": begins with a slash and ends without
  const settings* options = nullptr;  ///< outlives it
  std::vector<station*> stations;     ///< by the reactor's index
  /// Whether a page of this origin may open a socket.
  std::function<bool(const http::request&)> allow;
  admit_function admit;
  /// The ids of all peers.
  std::function<
      boost::asio::awaitable<core::result<std::vector<std::string>>>()>
      list;
};

/// GET path, path/:key/id, path/:key/peers, and the socket at path/peerjs.
void add_routes(http::server_context& to, endpoint at);

}  // namespace parley::net::peerjs

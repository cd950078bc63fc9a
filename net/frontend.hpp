#pragma once

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "net/api/api.hpp"
#include "net/edge/edge.hpp"
#include "net/engineio/engine.hpp"
#include "net/http/connection_set.hpp"
#include "net/http/server_context.hpp"
#include "net/listener.hpp"
#include "net/peerjs/station.hpp"
#include "net/socketio/server.hpp"

namespace parley::net {

/// Everything that faces clients: an edge, a gate and a set of HTTP
/// connections per reactor, the routes, and the listeners.
class frontend {
 public:
  /// `system` runs on the reactor scheduler; `edges` and `api` are complete
  /// but for what the frontend itself makes.
  frontend(caf::actor_system& system, edge_context edges, api::context api);
  ~frontend();

  /// The edges' mailboxes, for the registry.
  const std::vector<caf::actor>& edge_actors() const { return edge_actors_; }

  /// Binds the listeners and begins to serve; `registry` knows the edges.
  core::result<void> start(caf::actor registry, actors::storage_client store,
                           actors::preview_desk previews);

  const std::vector<std::string>& urls() const { return urls_; }

  /// Stops to accept, ends HTTP connections after the answer they are at, and
  /// tells every socket to come back later, spread over `spread`.
  void drain(std::chrono::milliseconds spread, std::chrono::milliseconds grace);
  /// Ends what is left. The actors that answered requests may be gone.
  void stop();

 private:
  struct home {
    std::shared_ptr<edge> sockets;
    std::unique_ptr<socketio::server> namespaces;
    std::unique_ptr<engineio::engine> sessions;
    std::shared_ptr<peerjs::station> peers;
    http::connection_set connections;
  };

  void add_socketio(home& to, std::size_t index);
  peerjs::settings peer_settings() const;
  void add_peerjs(home& to, std::size_t index);
  std::size_t load_of(std::size_t reactor) const;
  void serve(reactor& at, http::tcp_socket socket);
  void add_routes();
  void add_peerjs_routes();
  template <class Action>
  void on_each_reactor(Action action);
  void wait_until_none(std::chrono::milliseconds grace,
                       std::size_t (*count)(const home& at));
  void wait_for_requests(std::chrono::milliseconds grace);
  void close_sessions(std::chrono::milliseconds grace);
  void close_peers(std::chrono::milliseconds grace);
  void drain_sockets(std::chrono::milliseconds spread,
                     std::chrono::milliseconds grace);

  caf::actor_system& system_;
  std::vector<std::unique_ptr<reactor>>& reactors_;
  edge_context edge_context_;
  api::context api_;
  http::server_context http_;
  engineio::settings engine_settings_;
  socketio::options socketio_options_;
  peerjs::settings peer_settings_;
  std::vector<std::unique_ptr<home>> homes_;
  std::vector<caf::actor> edge_actors_;
  std::vector<caf::actor> station_actors_;
  std::vector<std::unique_ptr<listener>> listeners_;
  std::vector<std::string> urls_;
};

}  // namespace parley::net

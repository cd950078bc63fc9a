// What of the frontend is about PeerJS.

#include <caf/all.hpp>

#include "net/edge/peer_admission.hpp"
#include "net/frontend.hpp"
#include "net/peerjs/routes.hpp"

namespace parley::net {

peerjs::settings frontend::peer_settings() const {
  const auto& from = *edge_context_.settings;
  peerjs::settings to;
  to.key = from.peerjs_key;
  to.allow_discovery = from.peerjs_discovery;
  to.alive_timeout = from.peerjs_alive_timeout;
  to.ping_interval = from.ping_interval;
  to.ping_timeout = from.ping_timeout;
  to.arrival_timeout = from.auth_timeout;
  to.max_sockets = from.max_connections;
  to.rate = {from.message_rate, std::chrono::seconds{1}, from.message_burst};
  return to;
}

void frontend::add_peerjs(home& to, std::size_t index) {
  to.peers = std::make_shared<peerjs::station>(
      to.sockets->home(), static_cast<std::uint16_t>(index), peer_settings_,
      edge_context_.settings->max_message_bytes);
  station_actors_.push_back(system_.spawn<peerjs::station_actor>(to.peers));
}

void frontend::add_peerjs_routes() {
  peerjs::endpoint at;
  at.path = edge_context_.settings->peerjs_path;
  at.options = &peer_settings_;
  for (auto& each : homes_) at.stations.push_back(each->peers.get());
  at.allow = [this](const http::request& from) {
    return http_.cors.allows_socket(from.header("Origin"), from.header("Host"));
  };
  at.admit = peer_admission(edge_context_);
  at.list = [this] {
    return api::ask_service<std::vector<std::string>>(
        api_, actors::service::peer_hub, actors::list_peers{});
  };
  peerjs::add_routes(http_, std::move(at));
}

}  // namespace parley::net

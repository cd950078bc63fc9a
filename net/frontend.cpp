#include "net/frontend.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <caf/all.hpp>
#include <future>
#include <thread>

#include "config/listen_address.hpp"
#include "config/logging.hpp"
#include "net/api/openapi.hpp"
#include "net/api/rate_gate.hpp"
#include "net/api/upload_services.hpp"
#include "net/edge/chat_space.hpp"
#include "net/edge/close_codes.hpp"
#include "net/edge/event_stream_accept.hpp"
#include "net/edge/socket_upgrade.hpp"
#include "net/engineio/routes.hpp"
#include "net/http/connection.hpp"
#include "net/reactor/reactor_scheduler.hpp"

namespace parley::net {

namespace asio = boost::asio;

frontend::frontend(caf::actor_system& system, edge_context edges,
                   api::context api)
    : system_(system),
      reactors_(reactor_scheduler::of(system).reactors()),
      edge_context_(std::move(edges)),
      api_(std::move(api)),
      http_(*edge_context_.settings),
      peer_settings_(peer_settings()) {
  const auto& settings = *edge_context_.settings;
  engine_settings_.ping_interval = settings.ping_interval;
  engine_settings_.ping_timeout = settings.ping_timeout;
  engine_settings_.max_payload = settings.max_message_bytes;
  engine_settings_.outbox_budget = settings.outbox_budget;
  using config::socketio_transports;
  engine_settings_.polling =
      settings.socketio_over != socketio_transports::websocket;
  engine_settings_.websocket =
      settings.socketio_over != socketio_transports::polling;
  engine_settings_.allow_upgrades = settings.socketio_upgrades;
  engine_settings_.max_sessions = settings.max_connections;
  // Nobody needs a connection without the namespace for longer than one
  // without a token.
  socketio_options_.connect_timeout = settings.auth_timeout;
  if (settings.socketio_with == config::socketio_parser::msgpack)
    socketio_options_.format = &socketio::msgpack_packets();
  socketio_options_.limits.max_attachment_bytes = settings.max_message_bytes;
  for (std::size_t i = 0; i < reactors_.size(); ++i) {
    auto made = std::make_unique<home>();
    made->sockets = std::make_shared<edge>(
        *reactors_[i], static_cast<std::uint16_t>(i), edge_context_);
    edge_actors_.push_back(system_.spawn<edge_actor>(made->sockets));
    api_.gates.push_back(system_.spawn<api::actor_gate>(static_cast<int>(i)));
    add_socketio(*made, i);
    add_peerjs(*made, i);
    homes_.push_back(std::move(made));
  }
  api_.edges = edge_actors_;
  api_.longest_turn = [this] {
    std::uint64_t longest = 0;
    for (auto& each : reactors_)
      longest = std::max(longest, each->longest_turn_us());
    return static_cast<double>(longest) / 1e6;
  };
  api_.loads = [this] {
    std::vector<std::size_t> loads;
    for (std::size_t i = 0; i < homes_.size(); ++i) loads.push_back(load_of(i));
    return loads;
  };
}

frontend::~frontend() = default;

void frontend::add_socketio(home& to, std::size_t index) {
  auto& chat = *to.sockets;
  to.namespaces =
      std::make_unique<socketio::server>(socketio_options_, chat.parser());
  to.namespaces->add("/", std::make_shared<chat_space>(chat));
  auto make = [namespaces = to.namespaces.get()](engineio::session& made,
                                                 const http::request& head) {
    return namespaces->make_client(made, head);
  };
  to.sessions = std::make_unique<engineio::engine>(
      chat.home(), static_cast<std::uint16_t>(index), engine_settings_, make);
}

template <class Action>
void frontend::on_each_reactor(Action action) {
  for (std::size_t i = 0; i < reactors_.size(); ++i) {
    std::promise<void> done;
    asio::post(reactors_[i]->io(), [&] {
      action(i);
      done.set_value();
    });
    done.get_future().wait();
  }
}

void frontend::add_routes() {
  api::add_rate_gate(http_, api_);
  api::add_auth_routes(http_.routes, api_);
  api::add_session_routes(http_.routes, api_);
  api::add_factor_routes(http_.routes, api_);
  api::add_profile_routes(http_.routes, api_);
  api::add_recovery_routes(http_.routes, api_);
  api::add_user_routes(http_.routes, api_);
  api::add_overview_route(http_.routes, api_);
  api::add_group_routes(http_.routes, api_);
  api::add_channel_routes(http_.routes, api_);
  api::add_governance_routes(http_.routes, api_);
  api::add_entry_routes(http_.routes, api_);
  api::add_direct_routes(http_.routes, api_);
  api::add_message_routes(http_.routes, api_);
  api::add_alert_routes(http_.routes, api_);
  api::add_unsent_routes(http_.routes, api_);
  api::add_call_routes(http_.routes, api_);
  api::add_presence_routes(http_.routes, api_);
  api::add_preview_routes(http_.routes, api_);
  api::add_ice_routes(http_.routes, api_);
  api::add_report_routes(http_.routes, api_);
  api::add_admin_user_routes(http_.routes, api_);
  api::add_admin_routes(http_.routes, api_);
  api::add_actors_route(http_.routes, api_);
  if (api_.uploads) {
    api::add_upload_routes(http_.routes, api_);
    api::add_download_routes(http_.routes, api_);
  }
  api::add_health_routes(http_.routes, api_);
  api::add_metrics_route(http_.routes, api_);
  api::add_client_bundle_routes(http_.routes);
  api::add_asyncapi_route(http_.routes, api_);
  api::add_openapi_routes(http_.routes, api_);
  std::vector<std::shared_ptr<edge>> edges;
  for (auto& each : homes_) edges.push_back(each->sockets);
  add_plain_socket(http_, edges);
  add_event_streams(http_, edges);
  engineio::endpoint socketio{"/socket.io", {}, &engine_settings_, {}, {}};
  for (auto& each : homes_) socketio.engines.push_back(each->sessions.get());
  // CORS does not cover sockets, see add_plain_socket.
  socketio.allow = [this](const http::request& from) {
    return http_.cors.allows_socket(from.header("Origin"), from.header("Host"));
  };
  engineio::add_routes(http_, std::move(socketio));
  if (edge_context_.settings->peerjs_path != "off") add_peerjs_routes();

  bool log_requests = edge_context_.settings->access_log;
  http_.on_access = [metrics = edge_context_.metrics,
                     log_requests](const http::access_entry& entry) {
    metrics->http_requests.add();
    if (entry.status >= 500) metrics->http_errors.add();
    if (!log_requests) return;
    std::chrono::duration<double, std::milli> took = entry.duration;
    config::log(config::log_level::info, "client asks",
                {{"method", entry.method},
                 {"path", entry.path},
                 {"status", entry.status},
                 {"bytes", entry.bytes},
                 {"ms", took.count()},
                 {"request", entry.request_id},
                 {"remote", entry.remote}});
  };
  http_.on_defect = [](const http::request& from, std::string_view what) {
    config::log(config::log_level::error, "handler fails",
                {{"path", from.path}, {"request", from.id}, {"what", what}});
  };
}

core::result<void> frontend::start(caf::actor registry,
                                   actors::storage_client store,
                                   actors::preview_desk previews) {
  api_.registry = registry;
  api_.previews = std::move(previews);
  api_.store = std::move(store);
  add_routes();
  on_each_reactor([&](std::size_t i) {
    homes_[i]->sockets->connect_to(edge_actors_[i], registry);
    homes_[i]->sockets->know_peers(edge_actors_);
    homes_[i]->peers->connect_to(station_actors_[i], registry);
    reactors_[i]->on_turn_end(homes_[i]->sockets.get());
  });
  for (const auto& address : config::listeners_of(*edge_context_.settings)) {
    auto opened = listener::open(
        address, reactors_,
        [this](reactor& at, http::tcp_socket socket) {
          serve(at, std::move(socket));
        },
        [this](std::size_t i) { return load_of(i); });
    if (!opened) return opened.error();
    urls_.push_back((*opened)->url());
    listeners_.push_back(std::move(*opened));
  }
  for (auto& each : listeners_) each->start();
  return {};
}

std::size_t frontend::load_of(std::size_t reactor) const {
  const auto& at = *homes_[reactor];
  return at.connections.size() + at.sockets->size();
}

void frontend::serve(reactor& at, http::tcp_socket socket) {
  asio::co_spawn(
      at.io(),
      http::serve(std::move(socket), http_, homes_[at.index()]->connections),
      asio::detached);
}

// -- stopping -----------------------------------------------------------------

void frontend::drain(std::chrono::milliseconds spread,
                     std::chrono::milliseconds grace) {
  for (auto& each : listeners_) each->stop();
  on_each_reactor([&](std::size_t i) { homes_[i]->connections.drain(); });
  // First the sockets: those that poll are requests that would never end.
  drain_sockets(spread, grace / 2);
  close_sessions(grace / 8);
  close_peers(grace / 8);
  wait_for_requests(grace / 4);
}

void frontend::wait_until_none(std::chrono::milliseconds grace,
                               std::size_t (*count)(const home& at)) {
  auto until = std::chrono::steady_clock::now() + grace;
  std::size_t left = 1;
  while (left > 0 && std::chrono::steady_clock::now() < until) {
    left = 0;
    on_each_reactor([&](std::size_t i) { left += count(*homes_[i]); });
    if (left > 0) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

void frontend::wait_for_requests(std::chrono::milliseconds grace) {
  wait_until_none(grace, [](const home& at) { return at.connections.size(); });
}

// Also those without the chat's namespace, which its edge does not know.
void frontend::close_sessions(std::chrono::milliseconds grace) {
  const auto& why = describe(actors::close_reason::draining);
  on_each_reactor([&](std::size_t i) {
    homes_[i]->sessions->close_all(why.code, why.reason);
  });
  wait_until_none(grace,
                  [](const home& at) { return at.sessions->websockets(); });
}

void frontend::close_peers(std::chrono::milliseconds grace) {
  on_each_reactor([&](std::size_t i) { homes_[i]->peers->close_all(); });
  wait_until_none(grace, [](const home& at) { return at.peers->size(); });
}

void frontend::drain_sockets(std::chrono::milliseconds spread,
                             std::chrono::milliseconds grace) {
  caf::scoped_actor self{system_};
  for (auto& each : edge_actors_)
    self->request(each, grace, actors::drain_edge{spread.count()})
        .receive([](const actors::drained&) {},
                 [](caf::error&) {
                   config::log(config::log_level::warn,
                               "edge leaves sockets that did not close");
                 });
}

void frontend::stop() {
  if (api_.uploads) api_.uploads->stop();
  on_each_reactor([&](std::size_t i) {
    homes_[i]->sessions->drop_all();
    homes_[i]->peers->drop_all();
    homes_[i]->connections.close_all();
    homes_[i]->sockets->drop_all();
    homes_[i]->peers->connect_to({}, {});
    reactors_[i]->on_turn_end(nullptr);
  });
  wait_for_requests(std::chrono::seconds{1});
  for (auto& each : edge_actors_)
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  for (auto& each : station_actors_)
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  for (auto& each : api_.gates)
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  caf::scoped_actor self{system_};
  for (auto& each : edge_actors_) self->wait_for(each);
  for (auto& each : station_actors_) self->wait_for(each);
  for (auto& each : api_.gates) self->wait_for(each);
}

}  // namespace parley::net

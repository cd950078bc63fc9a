// `parley serve`: the composition root.

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <caf/all.hpp>
#include <iostream>
#include <thread>

#include "actors/server.hpp"
#include "app/commands.hpp"
#include "app/heap_usage.hpp"
#include "app/open_store.hpp"
#include "app/open_tokens.hpp"
#include "config/logging.hpp"
#include "config/secrets.hpp"
#include "net/api/upload_services.hpp"
#include "net/frontend.hpp"
#include "net/reactor/reactor_scheduler.hpp"

namespace parley::app {

namespace {

using config::log_level;

// Every socket is a descriptor; the soft limit is often a mere 1024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

sigset_t stop_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  return set;
}

unsigned reactor_count(const config::settings& from) {
  if (from.reactors > 0) return from.reactors;
  return std::max(1u, std::thread::hardware_concurrency());
}

int refuse_start(const core::failure& why) {
  config::log(log_level::error, "server cannot start",
              {{"why", why.message()}});
  std::cerr << "parley serve: " << why.message() << '\n';
  return 1;
}

caf::actor_system_config actor_config(const config::settings& from) {
  caf::actor_system_config made;
  made.set("scheduler.max-threads", std::size_t{reactor_count(from)});
  made.set("scheduler.max-throughput", std::size_t{256});
  made.set("logger.verbosity", caf::atom("quiet"));
  made.load<net::reactor_scheduler>();
  return made;
}

/// A user may make 30 times the requests that a stranger's address may.
core::rate_policies rates_of(const config::settings& from) {
  auto users = 30 * from.rate_max;
  return {
      .strangers = {from.rate_max, from.rate_window, from.rate_max},
      .users = {users, from.rate_window, users},
      .attempts = {from.auth_rate_max, from.rate_window, from.auth_rate_max},
      .messages = {from.message_rate, std::chrono::seconds{1},
                   from.message_burst},
      .calls = {from.call_rate, std::chrono::minutes{1}, from.call_rate},
      .signals = {from.signal_rate, std::chrono::seconds{1},
                  5 * from.signal_rate}};
}

/// What lives as long as the server serves.
struct running {
  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  std::shared_ptr<core::revocation_list> revoked =
      std::make_shared<core::revocation_list>();
  std::shared_ptr<core::quiet_list> quiet =
      std::make_shared<core::quiet_list>();
  std::shared_ptr<core::block_list> blocks =
      std::make_shared<core::block_list>();
  std::shared_ptr<actors::access_tokens> tokens;
  std::shared_ptr<net::api::upload_services> uploads;
  std::shared_ptr<core::rate_limits> rates;
  std::unique_ptr<actors::server> actors;
  std::unique_ptr<net::frontend> frontend;
};

core::result<void> start(running& parts, caf::actor_system& system,
                         const config::settings& settings,
                         const config::keyring& keys) {
  auto tokens = open_tokens(settings, keys);
  if (!tokens) return tokens.error();
  parts.tokens = *tokens;
  auto store = open_store(settings);
  if (!store) return store.error();
  auto folder = open_uploads(settings);
  if (!folder) return folder.error();
  parts.rates =
      std::make_shared<core::rate_limits>(rates_of(settings), parts.metrics);
  parts.uploads = std::make_shared<net::api::upload_services>(
      settings, keys.upload_links, *folder);
  auto server = actors::server::start(
      system,
      {&settings, *store, parts.tokens, keys.refresh_tokens, parts.revoked,
       parts.metrics, *folder, parts.quiet, parts.rates, parts.blocks});
  if (!server) return server.error();
  parts.actors = std::move(*server);

  net::edge_context edges;
  edges.settings = &settings;
  edges.tokens = parts.tokens;
  edges.revoked = parts.revoked;
  edges.quiet = parts.quiet;
  edges.blocks = parts.blocks;
  edges.metrics = parts.metrics;
  edges.sockets = {{settings.max_message_bytes, settings.max_fragments},
                   settings.outbox_budget};
  net::api::context api;
  api.settings = &settings;
  api.tokens = parts.tokens;
  api.revoked = parts.revoked;
  api.quiet = parts.quiet;
  api.blocks = parts.blocks;
  api.metrics = parts.metrics;
  api.version = version;
  api.uploads = parts.uploads;
  api.rates = parts.rates;
  api.heap = read_heap_usage;
  api.started = std::chrono::steady_clock::now();
  parts.frontend =
      std::make_unique<net::frontend>(system, std::move(edges), std::move(api));
  parts.actors->start_registry(parts.frontend->edge_actors());
  return parts.frontend->start(parts.actors->registry(), parts.actors->store(),
                               parts.actors->previews());
}

void stop(running& parts, const config::settings& settings) {
  auto grace = settings.shutdown_grace;
  if (parts.frontend) parts.frontend->drain(grace, grace / 2);
  if (parts.actors) {
    auto killed = parts.actors->stop(grace / 8);
    if (killed > 0)
      config::log(log_level::warn, "server ends actors that did not stop",
                  {{"count", killed}});
  }
  if (parts.frontend) parts.frontend->stop();
}

}  // namespace

int serve(const config::loaded& with) {
  const auto& settings = with.values;
  auto signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  raise_descriptor_limit();
  auto keys = config::open_keyring(settings);
  if (!keys) return refuse_start(keys.error());
  for (const auto& warning : keys->warnings)
    config::log(log_level::warn, warning);

  auto config = actor_config(settings);
  caf::actor_system system{config};
  running parts;
  auto started = start(parts, system, settings, *keys);
  if (started) {
    for (const auto& url : parts.frontend->urls())
      std::cout << "parley " << version << " serves " << url << std::endl;
    config::log(log_level::info, "server starts",
                {{"reactors", reactor_count(settings)},
                 {"data", settings.data.string()}});
    int signal = 0;
    ::sigwait(&signals, &signal);
    // A second signal ends the process at once.
    ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    config::log(log_level::info, "server stops", {{"signal", signal}});
  }
  stop(parts, settings);
  if (!started) return refuse_start(started.error());
  config::log(log_level::info, "server stopped");
  return 0;
}

int migrate(const config::loaded& with) {
  auto store = open_store(with.values);
  if (!store) return refuse_start(store.error());
  std::cout << "the database is up to date\n";
  return 0;
}

}  // namespace parley::app

#include "actors/server.hpp"

#include <caf/all.hpp>

#include "actors/agenda/agenda.hpp"
#include "actors/calls/live_call.hpp"
#include "actors/calls/switchboard.hpp"
#include "actors/directory/directory.hpp"
#include "actors/identity/accounts.hpp"
#include "actors/identity/key_refresher.hpp"
#include "actors/identity/mailer.hpp"
#include "actors/identity/password_hasher.hpp"
#include "actors/peerjs/peer_hub.hpp"
#include "actors/presence/presence.hpp"
#include "actors/previews/page_fetcher.hpp"
#include "actors/registry.hpp"
#include "actors/room/room.hpp"
#include "actors/session/device_session.hpp"
#include "actors/storage/store_reader.hpp"
#include "actors/storage/store_writer.hpp"
#include "actors/storage/trimmer.hpp"
#include "actors/uploads/upload_sweeper.hpp"

namespace parley::actors {

namespace {

constexpr std::size_t read_queue = 4096;
constexpr std::size_t mail_queue = 1000;
constexpr std::size_t preview_queue = 32;
constexpr std::size_t previews_of_one = 2;
// A refresh under way may issue a token after its device has ended.
constexpr std::chrono::minutes late_tokens{1};

room_settings room_settings_of(const config::settings& from) {
  room_settings to;
  to.content_limit = from.content_limit;
  to.ring_entries = from.ring_entries;
  to.ring_bytes = from.ring_bytes;
  to.queue = from.room_queue;
  to.idle = from.room_idle;
  to.resume_window = from.resume_window;
  return to;
}

session_settings session_settings_of(const config::settings& from) {
  session_settings to;
  to.resume_window = from.resume_window;
  to.away_after = from.away_after;
  return to;
}

call_settings call_settings_of(const config::settings& from) {
  call_settings to;
  to.rules.ring = from.call_ring_timeout;
  to.rules.grace = from.call_grace;
  to.rules.longest = from.call_longest;
  to.rules.most = from.call_participants;
  to.replay = from.resume_window;
  return to;
}

account_settings account_settings_of(const config::settings& from) {
  account_settings to;
  to.access_ttl = from.access_token_ttl;
  to.refresh_ttl = from.refresh_token_ttl;
  to.refresh_grace = from.refresh_grace;
  to.bcrypt_cost = from.bcrypt_cost;
  to.login_attempts = from.auth_rate_max;
  to.login_wait = std::chrono::ceil<std::chrono::seconds>(from.rate_window);
  to.mail_link = from.mail_link;
  return to;
}

/// Tokens of another issuer live as long as it likes, of ours at the longest.
std::chrono::seconds token_lifetime_of(const config::settings& from) {
  bool others = !from.jwt_jwks_url.empty() || !from.jwt_jwks_file.empty();
  return others ? config::longest_access_token_ttl : from.access_token_ttl;
}

core::result<std::chrono::seconds> note_lifetime(
    storage::writer& store, std::chrono::seconds lifetime) {
  if (auto ok = store.begin(); !ok) return ok.error();
  auto longest =
      store.apply(storage::note_token_lifetime{lifetime, core::now()});
  if (!longest) return longest;
  if (auto ok = store.commit(); !ok) return ok.error();
  return longest;
}

peer_hub_settings peer_hub_settings_of(const config::settings& from) {
  peer_hub_settings to;
  to.most_peers = from.peerjs_clients;
  to.queues.age = from.peerjs_expire_timeout;
  return to;
}

/// A device is kept for as long as there may be a token of it.
retention retention_of(const config::settings& from) {
  const auto longest = config::longest_access_token_ttl;
  return {from.audit_retention, from.refresh_token_ttl + longest, longest};
}

/// Starts children for the registry; holds what each kind is linked to.
class children {
 public:
  /// `account_helpers` has what accounts are linked to beside the registry.
  children(caf::actor_system& system, const server_parts& parts,
           account_links account_helpers, account_settings desk,
           std::vector<caf::actor> edges)
      : system_(system),
        settings_(*parts.settings),
        parts_(parts),
        account_helpers_(std::move(account_helpers)),
        desk_(std::move(desk)),
        store_(account_helpers_.store),
        edges_(std::move(edges)) {}

  caf::actor start(caf::event_based_actor* registry, const child_key& key) {
    if (!sessions_) link_to(caf::actor_cast<caf::actor>(registry));
    switch (key.kind) {
      case child_kind::room:
        return system_.spawn(room, core::room_id{key.id}, rooms_,
                             room_settings_of(settings_));
      case child_kind::session:
        return system_.spawn(device_session, core::device_id{key.id},
                             sessions_);
      case child_kind::call:
        return system_.spawn(live_call, core::call_id{key.id}, calls_,
                             call_settings_of(settings_));
      case child_kind::service:
        return start_service(static_cast<service>(key.id[0]));
    }
    return {};
  }

 private:
  void link_to(const caf::actor& registry) {
    sessions_ = std::make_shared<const session_links>(session_links{
        registry, edges_, parts_.rates, session_settings_of(settings_)});
    rooms_ = std::make_shared<const room_links>(
        room_links{registry, edges_, store_, parts_.metrics});
    directory_ = std::make_shared<const directory_links>(
        directory_links{registry, edges_, store_});
    calls_ = std::make_shared<const call_links>(
        call_links{registry, edges_, store_, parts_.rates, parts_.metrics});
    presence_ = std::make_shared<const presence_links>(
        presence_links{registry, edges_, store_, parts_.blocks});
    account_helpers_.registry = registry;
    accounts_ = std::make_shared<const account_links>(account_helpers_);
  }

  caf::actor start_service(service which) {
    switch (which) {
      case service::accounts:
        return system_.spawn(accounts, accounts_, desk_);
      case service::directory:
        return system_.spawn(directory, directory_);
      case service::presence:
        return start_presence();
      case service::peer_hub:
        return system_.spawn(peer_hub, peer_hub_settings_of(settings_),
                             parts_.metrics);
      case service::switchboard:
        return system_.spawn(switchboard, calls_, call_settings_of(settings_));
    }
    return {};
  }

  caf::actor start_presence() {
    presence_settings settings;
    settings.restarted = std::exchange(presence_ran_, true);
    return system_.spawn(presence, presence_, std::move(settings));
  }

  caf::actor_system& system_;
  const config::settings& settings_;
  server_parts parts_;
  bool presence_ran_ = false;
  account_links account_helpers_;
  account_settings desk_;
  storage_client store_;
  std::vector<caf::actor> edges_;
  std::shared_ptr<const session_links> sessions_;
  std::shared_ptr<const room_links> rooms_;
  std::shared_ptr<const directory_links> directory_;
  std::shared_ptr<const presence_links> presence_;
  std::shared_ptr<const account_links> accounts_;
  call_links_ptr calls_;
};

}  // namespace

server::server(caf::actor_system& system, server_parts parts)
    : system_(system), parts_(std::move(parts)) {}

server::~server() = default;

core::result<std::unique_ptr<server>> server::start(caf::actor_system& system,
                                                    server_parts parts) {
  std::unique_ptr<server> made{new server(system, std::move(parts))};
  if (auto started = made->start_store(); !started) return started.error();
  return made;
}

core::result<void> server::start_store() {
  const auto& settings = *parts_.settings;
  auto writer = parts_.store->open_writer();
  if (!writer) return writer.error();
  std::vector<std::shared_ptr<storage::reader>> readers;
  for (unsigned i = 0; i < settings.readers; ++i) {
    auto reader = parts_.store->open_reader();
    if (!reader) return reader.error();
    readers.push_back(std::move(*reader));
  }
  auto lifetime = note_lifetime(**writer, token_lifetime_of(settings));
  if (!lifetime) return lifetime.error();
  longest_ttl_ = *lifetime + late_tokens;
  auto dead = readers.front()->run(
      storage::list_revoked_devices{core::now() - longest_ttl_});
  if (!dead) return dead.error();
  for (const auto& each : *dead)
    parts_.revoked->add(each.id, each.at + longest_ttl_);

  auto quiet = readers.front()->run(storage::list_quiet{core::now()});
  if (!quiet) return quiet.error();
  for (const auto& each : *quiet) parts_.quiet->set(each.user, each.until);

  auto to = std::make_shared<storage_client::handles>();
  to->write_door = std::make_shared<core::admission>(settings.write_queue);
  to->read_door = std::make_shared<core::admission>(read_queue);
  to->writer = system_.spawn<caf::detached>(
      store_writer, std::shared_ptr<storage::writer>{std::move(*writer)},
      to->write_door, settings.batch_limit, parts_.metrics);
  for (auto& reader : readers)
    to->readers.push_back(system_.spawn<caf::detached>(
        store_reader, std::move(reader), to->read_door));
  store_handles_ = to;
  store_ = storage_client{std::move(to)};
  if (parts_.uploads)
    sweeper_ = system_.spawn<caf::detached>(
        upload_sweeper, store_, parts_.uploads,
        sweeper_settings{settings.upload_orphan_age, settings.upload_sweep});
  trimmer_ = system_.spawn(trimmer, store_, retention_of(settings));
  return {};
}

void server::start_registry(std::vector<caf::actor> edges) {
  auto door = std::make_shared<core::admission>(parts_.settings->bcrypt_queue);
  hasher_ = system_.spawn<caf::detached>(password_hasher,
                                         parts_.settings->bcrypt_cost, door);
  if (!parts_.settings->jwt_jwks_url.empty()) start_key_refresher();
  if (!parts_.settings->smtp_url.empty()) start_mailer();
  if (parts_.settings->link_previews) start_previewers();
  account_links helpers{
      {},
      hasher_,
      door,
      store_,
      parts_.access,
      std::make_shared<const refresh_tokens>(parts_.refresh_key),
      parts_.revoked,
      mailer_,
      mail_door_,
      parts_.rates};
  auto desk = account_settings_of(*parts_.settings);
  desk.longest_ttl = longest_ttl_;
  auto kinds = std::make_shared<children>(system_, parts_, std::move(helpers),
                                          desk, edges);
  child_factory factory = [kinds](caf::event_based_actor* self,
                                  const child_key& key) {
    return kinds->start(self, key);
  };
  registry_ = system_.spawn(parley::actors::registry, std::move(factory),
                            restart_policy{}, parts_.metrics);
  // What an earlier process left is ended before anybody asks.
  caf::anon_send(registry_, forward_to{child_key::of(service::switchboard),
                                       caf::make_message(open_switchboard{})});
  agenda_ = system_.spawn(agenda, registry_, store_, std::move(edges),
                          agenda_settings{});
}

void server::start_key_refresher() {
  key_refresher_ = system_.spawn<caf::detached>(
      key_refresher, parts_.access,
      key_set_at(parts_.settings->jwt_jwks_url, key_stop_),
      refresh_pauses{parts_.settings->jwt_jwks_refresh});
}

void server::start_mailer() {
  mail_door_ = std::make_shared<core::admission>(mail_queue);
  smtp_client client{{parts_.settings->smtp_url, parts_.settings->mail_from},
                     mail_stop_};
  auto deliver = [client](const mail& what) { return client.deliver(what); };
  mailer_ = system_.spawn<caf::detached>(mailer, deliver_function{deliver},
                                         mail_door_);
}

void server::start_previewers() {
  previews_.slots = std::make_shared<core::fair_slots>(
      "link previews", preview_queue, previews_of_one);
  page_fetcher fetcher{{parts_.settings->link_preview_allow}};
  auto fetch = [fetcher](const std::string& url) { return fetcher.fetch(url); };
  for (int i = 0; i < 2; ++i)
    previews_.previewers.push_back(
        system_.spawn<caf::detached>(previewer, fetch_function{fetch}));
}

std::size_t server::stop(std::chrono::milliseconds grace) {
  caf::scoped_actor self{system_};
  std::size_t killed = 0;
  // It ends a fetch meanwhile.
  key_stop_->store(true);
  if (key_refresher_) self->send(key_refresher_, stop_storage{});
  if (agenda_) {
    self->send(agenda_, stop_storage{});
    self->wait_for(agenda_);
  }
  if (registry_) {
    self->request(registry_, 3 * grace + std::chrono::seconds(2),
                  stop_children{grace.count()})
        .receive([&](const stopped& done) { killed = done.remaining; },
                 [&](caf::error&) { ++killed; });
    self->send_exit(hasher_, caf::exit_reason::user_shutdown);
    self->wait_for(hasher_);
  }
  for (auto& each : previews_.previewers) {
    self->send(each, stop_storage{});
    self->wait_for(each);
  }
  if (sweeper_) {
    self->send(sweeper_, stop_storage{});
    self->wait_for(sweeper_);
  }
  self->send(trimmer_, stop_storage{});
  self->wait_for(trimmer_);
  if (key_refresher_) self->wait_for(key_refresher_);
  if (mailer_) {
    mail_stop_->store(true);
    self->send_exit(mailer_, caf::exit_reason::user_shutdown);
    self->wait_for(mailer_);
  }
  for (auto& reader : store_handles_->readers) {
    self->send(reader, stop_storage{});
    self->wait_for(reader);
  }
  self->send(store_handles_->writer, stop_storage{});
  self->wait_for(store_handles_->writer);
  return killed;
}

}  // namespace parley::actors

#pragma once

// The REST face: routes, what they read and how they answer.

#include <boost/asio/awaitable.hpp>
#include <caf/actor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "actors/identity/access_tokens.hpp"
#include "actors/messages/client_events.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/previews/previewer.hpp"
#include "actors/storage/storage_client.hpp"
#include "config/settings.hpp"
#include "core/block_list.hpp"
#include "core/metrics.hpp"
#include "core/quiet_list.hpp"
#include "core/rate_limits.hpp"
#include "core/revocation_list.hpp"
#include "net/api/actor_gate.hpp"
#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/http/router.hpp"
#include "net/json/object.hpp"
#include "net/json/reader.hpp"
#include "net/json/writer.hpp"

namespace parley::net::api {

using http::request;
using http::response;
using answer = boost::asio::awaitable<response>;

/// Bytes.
struct heap_usage {
  std::size_t used = 0;
  std::size_t total = 0;
  std::size_t external = 0;  ///< the allocator's own, or outside its heap
};

struct upload_services;

/// What handlers need; outlives all connections.
struct context {
  const config::settings* settings = nullptr;
  std::shared_ptr<const actors::access_tokens> tokens;
  std::shared_ptr<core::revocation_list> revoked;
  std::shared_ptr<core::quiet_list> quiet;
  std::shared_ptr<core::block_list> blocks;
  std::shared_ptr<core::server_metrics> metrics;
  caf::actor registry;
  actors::storage_client store;
  actors::preview_desk previews;
  std::vector<caf::actor> gates;  ///< by reactor
  std::vector<caf::actor> edges;  ///< tell users something
  std::string version;
  std::chrono::steady_clock::time_point started;
  std::function<double()> longest_turn;             ///< seconds, of late
  std::function<std::vector<std::size_t>()> loads;  ///< connections by reactor
  std::function<heap_usage()> heap;
  std::shared_ptr<upload_services> uploads;
  std::shared_ptr<core::rate_limits> rates;

  const caf::actor& gate() const;  ///< of the reactor that calls
};

// One line a route: see each for what it reads and answers.
void add_auth_routes(http::router& to, const context& with);
void add_session_routes(http::router& to, const context& with);
void add_factor_routes(http::router& to, const context& with);
void add_profile_routes(http::router& to, const context& with);
void add_recovery_routes(http::router& to, const context& with);
void add_user_routes(http::router& to, const context& with);
void add_overview_route(http::router& to, const context& with);
void add_group_routes(http::router& to, const context& with);
void add_channel_routes(http::router& to, const context& with);
void add_governance_routes(http::router& to, const context& with);
void add_entry_routes(http::router& to, const context& with);
void add_direct_routes(http::router& to, const context& with);
void add_message_routes(http::router& to, const context& with);
void add_alert_routes(http::router& to, const context& with);
void add_unsent_routes(http::router& to, const context& with);
void add_call_routes(http::router& to, const context& with);
void add_presence_routes(http::router& to, const context& with);
void add_preview_routes(http::router& to, const context& with);
void add_ice_routes(http::router& to, const context& with);
void add_report_routes(http::router& to, const context& with);
void add_admin_user_routes(http::router& to, const context& with);
void add_admin_routes(http::router& to, const context& with);
void add_actors_route(http::router& to, const context& with);
void add_upload_routes(http::router& to, const context& with);
void add_download_routes(http::router& to, const context& with);
void add_health_routes(http::router& to, const context& with);
void add_client_bundle_routes(http::router& to);
void add_metrics_route(http::router& to, const context& with);
void add_asyncapi_route(http::router& to, const context& with);

/// Who asks, by `Authorization: Bearer`; unauthorized otherwise.
core::result<actors::identity_ptr> authenticate(const request& from,
                                                const context& with);

/// The same by `?token=` as well, for what cannot send a header.
core::result<actors::identity_ptr> identify(const request& from,
                                            const context& with);

answer refuse(core::failure why, request& from);

/// A route's handler, `(identity_ptr who, request&, const context&)`, for those
/// who are logged in; others are refused.
template <class Handler>
auto for_users(const context& with, Handler handler) {
  return [&with, handler](request& from) -> answer {
    auto who = authenticate(from, with);
    if (!who) return refuse(who.error(), from);
    return handler(std::move(*who), from, with);
  };
}

/// The JSON object of the body, if it has the shape that the route's
/// description in `openapi/` gives it. The views in it live until this reactor
/// parses again: take what you need before you wait for anything.
core::result<json::object> read_body(const request& from, const context& with);

/// A path parameter as an id; not_found when it cannot be one.
template <class Id>
core::result<Id> path_id(const request& from, std::string_view name) {
  if (auto id = Id::parse(from.param(name))) return *id;
  return core::failure{core::errc::not_found};
}

/// Bytes of a text that something else will say whether it is right.
inline constexpr json::length any_text{4096};

/// Which member of the body is the code of a second factor: `code`, or `totp`.
std::string_view name_of_code(const json::object& body);

/// `?limit=` from 1 to `most`.
core::result<std::uint32_t> read_limit(const request& from, std::uint32_t usual,
                                       std::uint32_t most);
std::string read_cursor(const request& from);
/// A time of the body that lies ahead, if it is there.
core::result<std::optional<core::timestamp>> read_time_ahead(
    const json::object& body, std::string_view name);
/// A number of the query, if it is there.
core::result<std::optional<std::uint64_t>> read_number(const request& from,
                                                       std::string_view name);

/// Asks the actor of a key, through the registry.
template <class T, class Message>
boost::asio::awaitable<core::result<T>> ask_for(
    const context& with, actors::child_key whom, Message message,
    std::chrono::milliseconds patience = ask_patience) {
  auto content = caf::make_message(std::move(message));
  auto order = caf::make_message(actors::forward_to{whom, std::move(content)});
  return ask<T>(with.gate(), with.registry, std::move(order), patience);
}

template <class T, class Message>
boost::asio::awaitable<core::result<T>> ask_service(
    const context& with, actors::service whom, Message message,
    std::chrono::milliseconds patience = ask_patience) {
  return ask_for<T>(with, actors::child_key::of(whom), std::move(message),
                    patience);
}

/// Asks the store.
template <class Op>
boost::asio::awaitable<core::result<typename Op::reply>> read_store(
    const context& with, Op query) {
  auto read = [store = with.store, query = std::move(query)](
                  caf::event_based_actor* self, auto done) {
    store.read(self, query, done);
  };
  return in_gate<typename Op::reply>(with.gate(), std::move(read));
}

/// Lets the store do something; an act of somebody with power is kept with it.
template <class Op>
boost::asio::awaitable<core::result<typename Op::reply>> write_store(
    const context& with, Op order, core::act_ptr act = {}) {
  auto write = [store = with.store, order = std::move(order),
                act = std::move(act)](caf::event_based_actor* self, auto done) {
    store.write(self, order, done, act);
  };
  return in_gate<typename Op::reply>(with.gate(), std::move(write));
}

template <class T>
using asked = boost::asio::awaitable<core::result<T>>;

// Asked for by many routes: compiled once, in api.cpp.
extern template asked<storage::done> ask(caf::actor, caf::actor, caf::message,
                                         std::chrono::milliseconds);
extern template asked<core::message> ask(caf::actor, caf::actor, caf::message,
                                         std::chrono::milliseconds);
extern template asked<core::user> ask(caf::actor, caf::actor, caf::message,
                                      std::chrono::milliseconds);
extern template asked<core::room_member> ask(caf::actor, caf::actor,
                                             caf::message,
                                             std::chrono::milliseconds);
extern template asked<core::group_member> ask(caf::actor, caf::actor,
                                              caf::message,
                                              std::chrono::milliseconds);

/// `{items: […], next?: cursor}`; `write(json::writer&, item)`.
template <class T, class Write>
response list_response(const std::vector<T>& items, const std::string& next,
                       Write write) {
  std::string text;
  json::writer out{text};
  out.begin_object().key("items").begin_array();
  for (const auto& item : items) write(out, item);
  out.end_array();
  if (!next.empty()) out.member("next", next);
  out.end_object();
  return response::json(200, std::move(text));
}

/// One thing, bare.
template <class Write>
response object_response(int status, Write write) {
  std::string text;
  json::writer out{text};
  write(out);
  return response::json(status, std::move(text));
}

}  // namespace parley::net::api

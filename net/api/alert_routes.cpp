// What a user wants to be alerted to: of each room, and for a while of none.

#include "actors/messages/room_requests.hpp"
#include "net/api/api.hpp"
#include "net/api/views.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

constexpr json::enum_name<core::alert_level> levels[] = {
    {"default", core::alert_level::usual},
    {"all", core::alert_level::all},
    {"mentions", core::alert_level::mentions},
    {"none", core::alert_level::none},
};

/// A mute without an end: 9999-12-31.
const core::timestamp for_ever = core::from_ms(253'402'214'400'000);
constexpr std::uint64_t most_minutes = 525'600;  // a year

response alerts_response(const core::alert_settings& alerts) {
  return object_response(200,
                         [&](json::writer& out) { write_alerts(out, alerts); });
}

answer show_alerts(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  storage::find_alerts query{*id, who->user};
  auto alerts = co_await read_store(with, query);
  if (!alerts) co_return http::error(alerts.error(), from);
  co_return alerts_response(*alerts);
}

/// `{level?, muted?: boolean, mutedUntil?}`; what is absent is as usual.
core::result<core::alert_settings> read_alerts(const request& from,
                                               const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto level = body->optional_one_of("level", levels);
  if (!level) return level.error();
  auto muted = body->optional_boolean("muted");
  if (!muted) return muted.error();
  auto until = read_time_ahead(*body, "mutedUntil");
  if (!until) return until.error();
  if (!*until && muted->value_or(false)) *until = for_ever;
  return core::alert_settings{level->value_or(core::alert_level::usual),
                              *until};
}

answer set_alerts(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto alerts = read_alerts(from, with);
  if (!alerts) co_return http::error(alerts.error(), from);
  set_room_alerts order{who, *alerts};
  auto now = co_await ask_for<core::alert_settings>(with, child_key::of(*id),
                                                    std::move(order));
  if (!now) co_return http::error(now.error(), from);
  co_return alerts_response(*now);
}

// -- do not disturb -----------------------------------------------------------

response quiet_response(const std::optional<core::timestamp>& until) {
  return object_response(200, [&](json::writer& out) {
    out.begin_object();
    append_time_or_null(out, "until", until);
    out.end_object();
  });
}

answer show_quiet(identity_ptr who, request&, const context& with) {
  auto until = with.quiet->until(who->user);
  if (until && *until <= core::now()) until.reset();
  co_return quiet_response(until);
}

answer store_quiet(identity_ptr who, request& from, const context& with,
                   std::optional<core::timestamp> until) {
  storage::set_quiet order{who->user, until};
  auto stored = co_await write_store(with, order);
  if (!stored) co_return http::error(stored.error(), from);
  with.quiet->sweep(core::now());
  if (until) with.quiet->set(who->user, *until);
  else with.quiet->clear(who->user);
  co_return quiet_response(until);
}

/// `{until}` or `{minutes}`.
answer set_quiet(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto until = read_time_ahead(*body, "until");
  if (!until) co_return http::error(until.error(), from);
  if (!*until) {
    auto minutes = body->unsigned_integer("minutes", most_minutes);
    if (!minutes) co_return http::error(minutes.error(), from);
    *until = core::now() + std::chrono::minutes{*minutes};
  }
  co_return co_await store_quiet(who, from, with, *until);
}

answer end_quiet(identity_ptr who, request& from, const context& with) {
  std::optional<core::timestamp> none;
  co_return co_await store_quiet(who, from, with, none);
}

}  // namespace

void add_alert_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  const std::string of_room = "/api/channels/:id/notifications";
  const std::string quiet = "/api/users/me/do-not-disturb";
  to.add(verb::get, of_room, users(show_alerts));
  to.add(verb::put, of_room, users(set_alerts), json);
  to.add(verb::get, quiet, users(show_quiet));
  to.add(verb::put, quiet, users(set_quiet), json);
  to.add(verb::del, quiet, users(end_quiet));
}

}  // namespace parley::net::api

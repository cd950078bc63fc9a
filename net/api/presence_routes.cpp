// What somebody is at the moment, and who may see that of oneself.

#include "net/api/presence_routes.hpp"

#include "actors/messages/presence_orders.hpp"
#include "net/api/api.hpp"
#include "net/codec/presence_words.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

void write_devices(json::writer& out, const std::vector<device_report>& all) {
  out.key("devices").begin_array();
  for (const auto& each : all)
    out.begin_object()
        .member("deviceId", each.device)
        .member("status", each.away ? "away" : "online")
        .member("until", each.until)
        .end_object();
  out.end_array();
}

// Why it is so: for the user and for admins.
void write_reasons(json::writer& out, const presence_report& report) {
  out.key("because").begin_object();
  out.member("chosen", core::word_for(report.choice.status))
      .member("text", report.choice.text);
  append_time_or_null(out, "expiresAt", report.choice.until);
  out.member("presenceTo", core::word_for(report.audience));
  write_devices(out, report.devices);
  out.member("rooms", report.rooms)
      .member("lookers", report.lookers)
      .end_object();
}

/// What beside it is asked for is answered without it then.
constexpr std::chrono::milliseconds status_patience{1'500};

answer show_presence(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  find_presence ask{who, *id};
  auto report = co_await ask_service<presence_report>(with, service::presence,
                                                      std::move(ask));
  if (!report) co_return http::error(report.error(), from);
  const bool wholly = who->user == *id || who->role == core::server_role::admin;
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object();
    append_presence_members(out, report->shown);
    if (wholly) write_reasons(out, *report);
    out.end_object();
  });
}

}  // namespace

boost::asio::awaitable<std::vector<presence_changed>> look_up(
    identity_ptr by, std::vector<core::user_id> users, const context& with) {
  std::vector<presence_changed> unknown;
  for (auto user : users) unknown.push_back({user});
  find_people order{std::move(by), std::move(users)};
  auto seen = co_await ask_service<std::vector<presence_changed>>(
      with, service::presence, std::move(order), status_patience);
  if (!seen) co_return unknown;
  co_return std::move(*seen);
}

boost::asio::awaitable<presence_changed> look_up_self(core::user_id self,
                                                      const context& with) {
  auto by = std::make_shared<identity>();
  by->user = self;
  std::vector<core::user_id> only{self};
  auto seen = co_await look_up(std::move(by), std::move(only), with);
  co_return std::move(seen.front());
}

void tell_privacy(const context& with, core::user_id whose) {
  auto note = caf::make_message(privacy_changed{whose});
  caf::anon_send(with.registry, tell_if_live{child_key::of(service::presence),
                                             std::move(note)});
}

void add_presence_routes(http::router& to, const context& with) {
  auto users = [&with](auto handler) { return for_users(with, handler); };
  to.add(http::verb::get, "/api/users/:id/presence", users(show_presence));
}

}  // namespace parley::net::api

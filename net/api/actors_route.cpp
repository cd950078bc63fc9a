// /api/admin/actors: what lives at the moment, for admins.

#include "net/api/admin.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

const char* service_word(service which) {
  switch (which) {
    case service::accounts:
      return "accounts";
    case service::directory:
      return "directory";
    case service::presence:
      return "presence";
    case service::peer_hub:
      return "peer_hub";
    case service::switchboard:
      break;
  }
  return "switchboard";
}

void write_census(json::writer& out, const actor_census& found) {
  const auto live = [&found](child_kind kind) {
    return std::uint64_t{found.live[static_cast<std::size_t>(kind)]};
  };
  out.begin_object()
      .member("rooms", live(child_kind::room))
      .member("sessions", live(child_kind::session))
      .member("calls", live(child_kind::call))
      .key("services")
      .begin_array();
  for (auto each : found.services) out.value(service_word(each));
  out.end_array().member("quarantined", std::uint64_t{found.quarantined});
}

answer show_actors(request& from, const context& with) {
  auto who = co_await permitted(from, with, core::server_action::see_places);
  if (!who) co_return http::error(who.error(), from);
  auto order = caf::make_message(count_actors{});
  auto found =
      co_await ask<actor_census>(with.gate(), with.registry, std::move(order));
  if (!found) co_return http::error(found.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    write_census(out, *found);
    out.member("crashes", with.metrics->actor_crashes.value()).end_object();
  });
}

}  // namespace

void add_actors_route(http::router& to, const context& with) {
  to.add(http::verb::get, "/api/admin/actors",
         [&with](request& from) { return show_actors(from, with); });
}

}  // namespace parley::net::api

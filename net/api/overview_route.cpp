// /api/client/overview: all that a client shows first, in one answer.

#include "actors/messages/account_requests.hpp"
#include "actors/messages/directory_requests.hpp"
#include "net/api/api.hpp"
#include "net/api/presence_routes.hpp"
#include "net/api/views.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

struct client_overview {
  core::user user;
  presence_changed seen;
  storage::page<core::group> groups;
  storage::page<storage::room_overview> rooms;
  std::vector<core::invite> invites;
};

template <class T, class Write>
void write_page(json::writer& out, const storage::page<T>& page, Write write) {
  out.begin_object().key("items").begin_array();
  for (const auto& each : page.items) write(out, each);
  out.end_array();
  if (!page.next.empty()) out.member("next", page.next);
  out.end_object();
}

void write_client_overview(json::writer& out, const client_overview& of) {
  out.begin_object().key("user");
  write_own_user(out, of.user, of.seen);
  out.key("groups");
  write_page(out, of.groups, [](json::writer& to, const core::group& each) {
    append_group(to, each);
  });
  out.key("rooms");
  write_page(out, of.rooms, write_overview);
  out.key("invites").begin_array();
  for (const auto& each : of.invites) append_invite(out, each);
  out.end_array().end_object();
}

asked<client_overview> gather_overview(identity_ptr who, std::uint32_t limit,
                                       const context& with) {
  client_overview found;
  get_profile order{who->user};
  auto user = co_await ask_service<core::user>(with, service::accounts, order);
  if (!user) co_return user.error();
  found.user = std::move(*user);
  found.seen = co_await look_up_self(who->user, with);
  list_my_groups of_groups{who, {}, limit, storage::group_scope::mine, {}};
  auto groups = co_await ask_service<storage::page<core::group>>(
      with, service::directory, std::move(of_groups));
  if (!groups) co_return groups.error();
  found.groups = std::move(*groups);
  list_my_rooms of_rooms{who, {}, limit};
  auto rooms = co_await ask_service<storage::page<storage::room_overview>>(
      with, service::directory, std::move(of_rooms));
  if (!rooms) co_return rooms.error();
  found.rooms = std::move(*rooms);
  storage::list_invites_for of_invites{who->user, core::now()};
  auto invites = co_await read_store(with, of_invites);
  if (!invites) co_return invites.error();
  found.invites = std::move(*invites);
  co_return found;
}

answer show_overview(identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  auto found = co_await gather_overview(std::move(who), *limit, with);
  if (!found) co_return http::error(found.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { write_client_overview(out, *found); });
}

}  // namespace

void add_overview_route(http::router& to, const context& with) {
  to.add(http::verb::get, "/api/client/overview",
         for_users(with, show_overview));
}

}  // namespace parley::net::api

// /api/groups/*: groups, their members and their channels.

#include "actors/messages/directory_requests.hpp"
#include "core/validation.hpp"
#include "net/api/api.hpp"
#include "net/api/governance_bodies.hpp"
#include "net/api/views.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

answer create_group(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto name = body->string("name", {core::limits::room_name, 1});
  if (!name) co_return http::error(name.error(), from);
  auto about = body->optional_string("description", {core::limits::topic});
  if (!about) co_return http::error(about.error(), from);
  auto access = body->optional_one_of("visibility", visibilities);
  if (!access) co_return http::error(access.error(), from);
  found_group order{who, std::string{*name}, std::string{about->value_or("")},
                    access->value_or(core::visibility::open)};
  auto group = co_await ask_service<core::group>(with, service::directory,
                                                 std::move(order));
  if (!group) co_return http::error(group.error(), from);
  co_return object_response(201, [&](json::writer& out) {
    append_group(out, *group, core::member_role::owner);
  });
}

core::result<storage::group_scope> read_scope(const request& from) {
  auto text = from.query.get("scope").value_or("all");
  if (text == "all") return storage::group_scope::all;
  if (text == "public") return storage::group_scope::open;
  if (text == "mine") return storage::group_scope::mine;
  return core::failure{core::flaw{"scope", "must be all, public or mine"}};
}

answer list_groups(identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  auto scope = read_scope(from);
  if (!scope) co_return http::error(scope.error(), from);
  list_my_groups order{who, read_cursor(from), *limit, *scope,
                       std::string{from.query.get("q").value_or("")}};
  auto page = co_await ask_service<storage::page<core::group>>(
      with, service::directory, std::move(order));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& group) { append_group(out, group); });
}

answer show_group(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  describe_group order{who, *id};
  auto view = co_await ask_service<group_view>(with, service::directory, order);
  if (!view) co_return http::error(view.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    append_group(out, view->meta, view->own_role);
  });
}

answer update_group_of(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto texts = read_texts(*body, "description");
  if (!texts) co_return http::error(texts.error(), from);
  auto access = body->optional_one_of("visibility", visibilities);
  if (!access) co_return http::error(access.error(), from);
  update_group order{who, *id, texts->name, texts->about, texts->icon, *access};
  auto view = co_await ask_service<group_view>(with, service::directory,
                                               std::move(order));
  if (!view) co_return http::error(view.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    append_group(out, view->meta, view->own_role);
  });
}

answer delete_group_of(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  delete_group order{who, *id};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer join_group(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  enter_group order{who, *id, who->user, core::member_role::member};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::json(200, R"({"ok":true})");
}

answer leave_group(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  exit_group order{who, *id, who->user};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::json(200, R"({"ok":true})");
}

answer list_group_members(identity_ptr who, request& from,
                          const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  list_members_of_group order{who, *id, read_cursor(from), *limit};
  auto page = co_await ask_service<storage::page<core::group_member>>(
      with, service::directory, std::move(order));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& member) { write_member(out, member); });
}

answer add_group_member(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto user = body->id<core::user_id>("userId");
  if (!user) co_return http::error(user.error(), from);
  auto role = body->optional_one_of("role", member_roles);
  if (!role) co_return http::error(role.error(), from);
  enter_group order{who, *id, *user, role->value_or(core::member_role::member)};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::json(201, R"({"ok":true})");
}

answer change_group_member(identity_ptr who, request& from,
                           const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  auto role = read_role(from, with);
  if (!role) co_return http::error(role.error(), from);
  set_group_role order{who, *id, *user, *role};
  auto member =
      co_await ask_service<core::group_member>(with, service::directory, order);
  if (!member) co_return http::error(member.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { write_member(out, *member); });
}

answer remove_group_member(identity_ptr who, request& from,
                           const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  exit_group order{who, *id, *user};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer create_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto name = body->string("name", {core::limits::room_name, 1});
  if (!name) co_return http::error(name.error(), from);
  auto topic = body->optional_string("topic", {core::limits::topic});
  if (!topic) co_return http::error(topic.error(), from);
  auto access = body->optional_one_of("visibility", visibilities);
  if (!access) co_return http::error(access.error(), from);
  found_channel order{who, *id, std::string{*name},
                      std::string{topic->value_or("")},
                      access->value_or(core::visibility::open)};
  auto room = co_await ask_service<core::room>(with, service::directory,
                                               std::move(order));
  if (!room) co_return http::error(room.error(), from);
  co_return object_response(
      201, [&](json::writer& out) { append_room(out, *room); });
}

answer list_group_channels(identity_ptr who, request& from,
                           const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  list_channels order{who, *id};
  auto rooms = co_await ask_service<std::vector<core::room>>(
      with, service::directory, order);
  if (!rooms) co_return http::error(rooms.error(), from);
  co_return list_response(
      *rooms, {}, [](auto& out, const auto& room) { append_room(out, room); });
}

}  // namespace

void add_group_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  to.add(verb::get, "/api/groups", users(list_groups));
  to.add(verb::post, "/api/groups", users(create_group), json);
  to.add(verb::get, "/api/groups/:id", users(show_group));
  to.add(verb::put, "/api/groups/:id", users(update_group_of), json);
  to.add(verb::del, "/api/groups/:id", users(delete_group_of));
  to.add(verb::post, "/api/groups/:id/join", users(join_group));
  to.add(verb::post, "/api/groups/:id/leave", users(leave_group));
  to.add(verb::get, "/api/groups/:id/members", users(list_group_members));
  to.add(verb::post, "/api/groups/:id/members", users(add_group_member), json);
  to.add(verb::put, "/api/groups/:id/members/:userId",
         users(change_group_member), json);
  to.add(verb::del, "/api/groups/:id/members/:userId",
         users(remove_group_member));
  to.add(verb::get, "/api/groups/:id/channels", users(list_group_channels));
  to.add(verb::post, "/api/groups/:id/channels", users(create_channel), json);
}

}  // namespace parley::net::api

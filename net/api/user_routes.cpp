// /api/users: other people.

#include "net/api/api.hpp"
#include "net/api/presence_routes.hpp"
#include "net/api/views.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

void write_seen_by(const identity& who, json::writer& out,
                   const core::user& user, const presence_changed& seen) {
  bool wholly = user.id == who.user || who.role == core::server_role::admin;
  if (wholly && !user.deleted) write_own_user(out, user, seen);
  else write_public_user(out, user, seen);
}

answer find_people(identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  storage::list_users query;
  query.prefix = from.query.get("q").value_or("");
  query.cursor = read_cursor(from);
  query.limit = *limit;
  auto page = co_await read_store(with, std::move(query));
  if (!page) co_return http::error(page.error(), from);
  std::vector<core::user_id> ids;
  for (const auto& user : page->items) ids.push_back(user.id);
  const auto seen = co_await look_up(who, std::move(ids), with);
  auto next = seen.begin();
  co_return list_response(page->items, page->next,
                          [&](auto& out, const auto& user) {
                            write_seen_by(*who, out, user, *next++);
                          });
}

answer show_person(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  storage::find_user query{*id};
  auto user = co_await read_store(with, query);
  if (!user) co_return http::error(user.error(), from);
  std::vector<core::user_id> only{*id};
  const auto seen = co_await look_up(who, std::move(only), with);
  co_return object_response(200, [&](json::writer& out) {
    write_seen_by(*who, out, *user, seen.front());
  });
}

}  // namespace

void add_user_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  to.add(verb::get, "/api/users", users(find_people));
  to.add(verb::get, "/api/users/:id", users(show_person));
}

}  // namespace parley::net::api

// /api/admin/users, /api/admin/bans: the users of a server, for its admins.

#include "actors/messages/administration_requests.hpp"
#include "net/api/admin.hpp"
#include "net/api/governance_bodies.hpp"

namespace parley::net::api {

namespace {

using namespace actors;
using core::server_action;

constexpr json::enum_name<core::server_role> server_roles[] = {
    {"user", core::server_role::user},
    {"moderator", core::server_role::moderator},
    {"admin", core::server_role::admin},
};

core::result<storage::list_accounts> read_filter(const request& from) {
  storage::list_accounts query;
  auto limit = read_limit(from, 50, 200);
  if (!limit) return limit.error();
  query.limit = *limit;
  query.cursor = read_cursor(from);
  query.prefix = from.query.get("q").value_or("");
  if (auto wanted = from.query.get("role"))
    for (const auto& each : server_roles)
      if (*wanted == each.text) query.role = each.value;
  if (from.query.get("role") && !query.role)
    return core::failure{
        core::flaw{"role", "must be user, moderator or admin"}};
  if (auto state = from.query.get("state")) {
    if (*state != "banned")
      return core::failure{core::flaw{"state", "must be banned"}};
    query.banned = true;
  }
  const int filters = !query.prefix.empty() + query.role.has_value() +
                      static_cast<int>(query.banned);
  if (filters > 1)
    return core::failure{core::errc::invalid_request,
                         "q, role and state do not go together"};
  return query;
}

response accounts_response(const storage::page<storage::account>& page) {
  return list_response(page.items, page.next, [](auto& out, const auto& each) {
    write_account(out, each);
  });
}

asked<storage::account> account_of(const context& with, core::user user) {
  storage::find_user_ban query{user.id};
  auto ban = co_await read_store(with, query);
  storage::account found{std::move(user), {}};
  if (ban) found.ban = std::move(*ban);
  else if (ban.error().code != core::errc::not_found) co_return ban.error();
  co_return found;
}

/// The one user with this e-mail, if there is one.
answer find_by_email(const std::string& email, request& from,
                     const context& with) {
  storage::find_user_by_login query{email};
  auto user = co_await read_store(with, std::move(query));
  storage::page<storage::account> page;
  if (user) {
    auto account = co_await account_of(with, std::move(*user));
    if (!account) co_return http::error(account.error(), from);
    page.items.push_back(std::move(*account));
  } else if (user.error().code != core::errc::not_found) {
    co_return http::error(user.error(), from);
  }
  co_return accounts_response(page);
}

answer list_users(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_accounts);
  if (!who) co_return http::error(who.error(), from);
  auto query = read_filter(from);
  if (!query) co_return http::error(query.error(), from);
  if (query->prefix.find('@') != std::string::npos)
    co_return co_await find_by_email(query->prefix, from, with);
  auto page = co_await read_store(with, std::move(*query));
  if (!page) co_return http::error(page.error(), from);
  co_return accounts_response(*page);
}

answer list_bans(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_accounts);
  if (!who) co_return http::error(who.error(), from);
  auto query = read_filter(from);
  if (!query) co_return http::error(query.error(), from);
  query->prefix.clear();
  query->role.reset();
  query->banned = true;
  auto page = co_await read_store(with, std::move(*query));
  if (!page) co_return http::error(page.error(), from);
  co_return accounts_response(*page);
}

answer show_user(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_accounts);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  storage::find_user query{*id};
  auto user = co_await read_store(with, query);
  if (!user) co_return http::error(user.error(), from);
  auto account = co_await account_of(with, std::move(*user));
  if (!account) co_return http::error(account.error(), from);
  storage::list_devices devices_of{*id};
  auto devices = co_await read_store(with, devices_of);
  if (!devices) co_return http::error(devices.error(), from);
  storage::measure_uploads usage_of{*id};
  auto usage = co_await read_store(with, usage_of);
  if (!usage) co_return http::error(usage.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object();
    write_account_members(out, *account);
    out.key("sessions").begin_array();
    for (const auto& device : *devices)
      out.begin_object()
          .member("id", device.id)
          .member("name", device.name)
          .member("createdAt", device.created_at)
          .member("lastUsedAt", device.rotated_at)
          .end_object();
    out.end_array()
        .key("uploads")
        .begin_object()
        .member("files", usage->files)
        .member("bytes", usage->bytes)
        .end_object()
        .end_object();
  });
}

answer change_role(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::change_role);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto role = body->one_of("role", server_roles);
  if (!role) co_return http::error(role.error(), from);
  change_server_role order{*who, *id, *role};
  auto user = co_await ask_service<core::user>(with, service::accounts, order);
  if (!user) co_return http::error(user.error(), from);
  auto account = co_await account_of(with, std::move(*user));
  if (!account) co_return http::error(account.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { write_account(out, *account); });
}

answer ban_user(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_accounts);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto read = read_sentence(from, with);
  if (!read) co_return http::error(read.error(), from);
  ban_account order{*who, *id, std::move(read->reason), read->until};
  auto done = co_await ask_service<storage::done>(with, service::accounts,
                                                  std::move(order));
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

/// What needs nothing but the user it is done to.
template <class Order>
answer act_on_user(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_accounts);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  Order order{*who, *id};
  auto done =
      co_await ask_service<storage::done>(with, service::accounts, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

}  // namespace

void add_admin_user_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  const auto& json = http::json_body;
  const auto of = [](const char* rest) {
    return std::string{"/api/admin/users/:id"} + rest;
  };
  to.add(verb::get, "/api/admin/users", on(list_users));
  to.add(verb::get, "/api/admin/bans", on(list_bans));
  to.add(verb::get, of(""), on(show_user));
  to.add(verb::del, of(""), on(act_on_user<remove_account>));
  to.add(verb::put, of("/role"), on(change_role), json);
  to.add(verb::post, of("/ban"), on(ban_user), json);
  to.add(verb::del, of("/ban"), on(act_on_user<lift_account_ban>));
  to.add(verb::post, of("/logout"), on(act_on_user<end_logins>));
  to.add(verb::del, of("/2fa"), on(act_on_user<reset_factor>));
}

}  // namespace parley::net::api

// The own profile, password and account.

#include <optional>

#include "actors/messages/administration_requests.hpp"
#include "net/api/admin.hpp"
#include "net/api/presence_routes.hpp"
#include "net/api/views.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

// -- reading ------------------------------------------------------------------

core::result<void> take_text(const json::object& body, std::string_view key,
                             std::optional<std::string>& to) {
  auto text = body.optional_string(key, any_text);
  if (!text) return text.error();
  if (*text) to.emplace(**text);
  return {};
}

core::result<change_profile> read_change(const request& from,
                                         const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  change_profile ask;
  const std::pair<std::string_view, std::optional<std::string>*> fields[] = {
      {"username", &ask.username},
      {"displayName", &ask.display_name},
      {"email", &ask.email},
      {"avatar", &ask.avatar},
      {"password", &ask.password}};
  for (auto [key, to] : fields)
    if (auto ok = take_text(*body, key, *to); !ok) return ok.error();
  if (!ask.username && !ask.display_name && !ask.email && !ask.avatar)
    return core::failure{
        core::errc::invalid_request,
        "one of username, displayName, email and avatar is needed"};
  ask.address = from.remote;
  return ask;
}

core::result<replace_password> read_passwords(const request& from,
                                              const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto current = body->string("currentPassword", any_text);
  if (!current) return current.error();
  auto next = body->string("newPassword", any_text);
  if (!next) return next.error();
  replace_password ask;
  ask.current = *current;
  ask.next = *next;
  ask.address = from.remote;
  return ask;
}

core::result<delete_account> read_farewell(const request& from,
                                           const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto password = body->string("password", any_text);
  if (!password) return password.error();
  return delete_account{{}, std::string{*password}, from.remote};
}

// -- handlers -----------------------------------------------------------------

answer profile_answer(core::result<core::user> user, const request& to,
                      const context& with) {
  if (!user) co_return http::error(user.error(), to);
  auto seen = co_await look_up_self(user->id, with);
  co_return object_response(
      200, [&](json::writer& out) { write_own_user(out, *user, seen); });
}

answer show_profile(identity_ptr who, request& from, const context& with) {
  get_profile order{who->user};
  auto user = co_await ask_service<core::user>(with, service::accounts, order);
  co_return co_await profile_answer(std::move(user), from, with);
}

answer edit_profile(identity_ptr who, request& from, const context& with) {
  auto ask = read_change(from, with);
  if (!ask) co_return http::error(ask.error(), from);
  ask->user = who->user;
  auto user = co_await ask_service<core::user>(with, service::accounts,
                                               std::move(*ask));
  co_return co_await profile_answer(std::move(user), from, with);
}

answer edit_password(identity_ptr who, request& from, const context& with) {
  auto ask = read_passwords(from, with);
  if (!ask) co_return http::error(ask.error(), from);
  ask->user = who->user;
  ask->device = who->device;
  auto done = co_await ask_service<storage::done>(with, service::accounts,
                                                  std::move(*ask));
  if (!done) co_return http::error(done.error(), from);
  co_return response::json(200, R"({"message":"Password changed"})");
}

answer end_account(identity_ptr who, request& from, const context& with) {
  auto ask = read_farewell(from, with);
  if (!ask) co_return http::error(ask.error(), from);
  ask->user = who->user;
  auto done = co_await ask_service<storage::done>(with, service::accounts,
                                                  std::move(*ask));
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

// Of oneself as above; of others without their password, for admins.
answer edit_somebody(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  if (*id == who->user) co_return co_await edit_profile(who, from, with);
  auto admin =
      co_await permitted(from, with, core::server_action::edit_profile);
  if (!admin) co_return http::error(admin.error(), from);
  auto ask = read_change(from, with);
  if (!ask) co_return http::error(ask.error(), from);
  ask->user = *id;
  edit_account order{*admin, std::move(*ask)};
  auto user = co_await ask_service<core::user>(with, service::accounts,
                                               std::move(order));
  co_return co_await profile_answer(std::move(user), from, with);
}

answer end_somebody(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  if (*id == who->user) co_return co_await end_account(who, from, with);
  auto admin = co_await permitted(from, with, core::server_action::delete_user);
  if (!admin) co_return http::error(admin.error(), from);
  remove_account order{*admin, *id};
  auto done = co_await ask_service<storage::done>(with, service::accounts,
                                                  std::move(order));
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

}  // namespace

void add_profile_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  for (std::string path :
       {"/api/auth/profile", "/auth/profile", "/api/users/me"}) {
    to.add(verb::get, path, users(show_profile));
    to.add(verb::patch, path, users(edit_profile), http::json_body);
    to.add(verb::del, path, users(end_account), http::json_body);
  }
  to.add(verb::patch, "/api/users/:id", users(edit_somebody), http::json_body);
  to.add(verb::del, "/api/users/:id", users(end_somebody), http::json_body);
  for (std::string base : {"/api/auth", "/auth"})
    to.add(verb::post, base + "/password", users(edit_password),
           http::json_body);
}

}  // namespace parley::net::api

// Ways in: /api/auth/* and, for the front ends of seed 003, the same under
// /auth/*.

#include <optional>

#include "actors/messages/account_requests.hpp"
#include "net/api/api.hpp"
#include "net/api/presence_routes.hpp"
#include "net/api/views.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

void write_tokens(json::writer& out, const token_pair& tokens) {
  out.member("token", tokens.access)
      .member("accessToken", tokens.access)
      .member("refreshToken", tokens.refresh)
      .member("expiresIn", tokens.expires_in.count());
}

answer login_answer(int status, logged_in in, const context& with) {
  auto seen = co_await look_up_self(in.user.id, with);
  co_return object_response(status, [&](json::writer& out) {
    out.begin_object().key("user");
    write_own_user(out, in.user, seen);
    write_tokens(out, in.tokens);
    out.end_object();
  });
}

std::string device_name(const request& from) {
  return std::string{from.header("User-Agent").substr(0, 200)};
}

// -- reading ------------------------------------------------------------------

core::result<register_account> read_registration(const request& from,
                                                 const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto username = body->string("username", any_text);
  if (!username) return username.error();
  auto email = body->string("email", any_text);
  if (!email) return email.error();
  auto password = body->string("password", any_text);
  if (!password) return password.error();
  auto display = body->optional_string("displayName", any_text);
  if (!display) return display.error();
  return register_account{
      std::string{*username}, std::string{*email},
      std::string{*password}, std::string{display->value_or("")},
      device_name(from),      from.remote};
}

// Any of the names under which the seeds send a login.
core::result<log_in> read_login(const request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto password = body->string("password", any_text);
  if (!password) return password.error();
  auto code = body->optional_string(name_of_code(*body), {64});
  if (!code) return code.error();
  for (std::string_view key : {"email", "username", "login"}) {
    auto login = body->optional_string(key, any_text);
    if (!login) return login.error();
    if (*login)
      return log_in{std::string{**login}, std::string{*password},
                    device_name(from), from.remote,
                    std::string{code->value_or("")}};
  }
  return body->refuse("login", "must be a user name or an e-mail");
}

core::result<refresh_login> read_refresh(const request& from,
                                         const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto token = body->string("refreshToken", any_text);
  if (!token) return token.error();
  return refresh_login{std::string{*token}};
}

// -- handlers -----------------------------------------------------------------

answer sign_up(request& from, const context& with) {
  auto ask = read_registration(from, with);
  if (!ask) co_return http::error(ask.error(), from);
  auto in =
      co_await ask_service<logged_in>(with, service::accounts, std::move(*ask));
  if (!in) co_return http::error(in.error(), from);
  co_return co_await login_answer(201, std::move(*in), with);
}

answer sign_in(request& from, const context& with) {
  auto ask = read_login(from, with);
  if (!ask) co_return http::error(ask.error(), from);
  auto in =
      co_await ask_service<logged_in>(with, service::accounts, std::move(*ask));
  if (!in) co_return http::error(in.error(), from);
  co_return co_await login_answer(200, std::move(*in), with);
}

answer refresh(request& from, const context& with) {
  auto ask = read_refresh(from, with);
  if (!ask) co_return http::error(ask.error(), from);
  auto tokens = co_await ask_service<token_pair>(with, service::accounts,
                                                 std::move(*ask));
  if (!tokens) co_return http::error(tokens.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object();
    write_tokens(out, *tokens);
    out.end_object();
  });
}

answer show_keys(request&, const context& with) {
  co_return response::json(200, with.tokens->jwks());
}

}  // namespace

void add_auth_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  to.add(verb::get, "/.well-known/jwks.json", on(show_keys), http::uncounted);
  for (std::string base : {"/api/auth", "/auth"}) {
    to.add(verb::post, base + "/register", on(sign_up), http::json_creation);
    to.add(verb::post, base + "/login", on(sign_in), http::json_attempt);
    to.add(verb::post, base + "/refresh", on(refresh), http::json_attempt);
  }
}

}  // namespace parley::net::api

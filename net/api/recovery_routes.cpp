// Getting back in by mail, and proving an e-mail address.

#include "actors/messages/account_requests.hpp"
#include "net/api/api.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

response said(std::string_view text) {
  return object_response(200, [&](json::writer& out) {
    out.begin_object().member("message", text).end_object();
  });
}

answer forgot_password(request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto email = body->string("email", any_text);
  if (!email) co_return http::error(email.error(), from);
  forget_password ask{std::string{*email}, from.remote};
  auto done = co_await ask_service<storage::done>(with, service::accounts,
                                                  std::move(ask));
  if (!done) co_return http::error(done.error(), from);
  co_return said(
      "If there is an account with this address, a mail is on its "
      "way");
}

answer reset_password(request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto token = body->string("token", any_text);
  if (!token) co_return http::error(token.error(), from);
  auto key = body->has("newPassword") ? "newPassword" : "password";
  auto password = body->string(key, any_text);
  if (!password) co_return http::error(password.error(), from);
  set_new_password ask{std::string{*token}, std::string{*password}};
  auto done = co_await ask_service<storage::done>(with, service::accounts,
                                                  std::move(ask));
  if (!done) co_return http::error(done.error(), from);
  co_return said("Password changed");
}

answer mail_proof(request& from, const context& with) {
  auto who = authenticate(from, with);
  if (!who) co_return http::error(who.error(), from);
  ask_for_proof ask{(*who)->user};
  auto done = co_await ask_service<storage::done>(with, service::accounts, ask);
  if (!done) co_return http::error(done.error(), from);
  co_return said("A mail is on its way");
}

answer verify_email(request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  if (!body->has("token")) co_return co_await mail_proof(from, with);
  auto token = body->string("token", any_text);
  if (!token) co_return http::error(token.error(), from);
  prove_email ask{std::string{*token}};
  auto user =
      co_await ask_service<core::user>(with, service::accounts, std::move(ask));
  if (!user) co_return http::error(user.error(), from);
  co_return said("E-mail confirmed");
}

}  // namespace

void add_recovery_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  for (std::string base : {"/api/auth", "/auth"}) {
    to.add(verb::post, base + "/forgot-password", on(forgot_password),
           http::json_creation);
    to.add(verb::post, base + "/reset-password", on(reset_password),
           http::json_attempt);
    to.add(verb::post, base + "/verify-email", on(verify_email),
           http::json_attempt);
  }
}

}  // namespace parley::net::api

// /api/auth/2fa: second factors of logins.

#include "actors/messages/account_requests.hpp"
#include "net/api/api.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

constexpr json::length any_code{64, 1};

core::result<std::string_view> read_code(const json::object& body) {
  return body.string(name_of_code(body), any_code);
}

response codes_response(const recovery_codes& all) {
  return object_response(200, [&](json::writer& out) {
    out.begin_object().key("recoveryCodes").begin_array();
    for (const auto& each : all.codes) out.value(each);
    out.end_array().end_object();
  });
}

answer show_factor(identity_ptr who, request& from, const context& with) {
  get_factor order{who->user};
  auto now = co_await ask_service<factor_state>(with, service::accounts, order);
  if (!now) co_return http::error(now.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object()
        .member("enabled", now->enabled)
        .member("recoveryCodes", now->recovery_codes)
        .end_object();
  });
}

/// `{password}`
answer set_up(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto password = body->string("password", any_text);
  if (!password) co_return http::error(password.error(), from);
  set_up_factor order{who->user, std::string{*password}, from.remote};
  auto made = co_await ask_service<factor_proposal>(with, service::accounts,
                                                    std::move(order));
  if (!made) co_return http::error(made.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object()
        .member("secret", made->secret)
        .member("uri", made->uri)
        .end_object();
  });
}

/// `{code}`
answer enable(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto code = read_code(*body);
  if (!code) co_return http::error(code.error(), from);
  confirm_factor order{who->user, std::string{*code}, from.remote};
  auto codes = co_await ask_service<recovery_codes>(with, service::accounts,
                                                    std::move(order));
  if (!codes) co_return http::error(codes.error(), from);
  co_return codes_response(*codes);
}

/// `{password, code}` of a change of what is on.
core::result<change_factor> read_change(identity_ptr who, request& from,
                                        const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto password = body->string("password", any_text);
  if (!password) return password.error();
  auto code = read_code(*body);
  if (!code) return code.error();
  return change_factor{who->user, std::string{*password}, std::string{*code},
                       from.remote};
}

answer disable(identity_ptr who, request& from, const context& with) {
  auto change = read_change(who, from, with);
  if (!change) co_return http::error(change.error(), from);
  end_factor order{std::move(*change)};
  auto done = co_await ask_service<storage::done>(with, service::accounts,
                                                  std::move(order));
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer renew(identity_ptr who, request& from, const context& with) {
  auto change = read_change(who, from, with);
  if (!change) co_return http::error(change.error(), from);
  renew_recovery_codes order{std::move(*change)};
  auto codes = co_await ask_service<recovery_codes>(with, service::accounts,
                                                    std::move(order));
  if (!codes) co_return http::error(codes.error(), from);
  co_return codes_response(*codes);
}

}  // namespace

void add_factor_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& attempt = http::json_attempt;
  for (const char* base : {"/api/auth/2fa", "/auth/2fa"}) {
    const std::string auth{base};
    to.add(verb::get, auth, users(show_factor));
    to.add(verb::post, auth + "/setup", users(set_up), attempt);
    to.add(verb::post, auth + "/enable", users(enable), attempt);
    to.add(verb::post, auth + "/disable", users(disable), attempt);
    to.add(verb::post, auth + "/recovery-codes", users(renew), attempt);
  }
}

}  // namespace parley::net::api

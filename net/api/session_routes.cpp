// The devices that a user is logged in on, and logging out.

#include "actors/messages/account_requests.hpp"
#include "net/api/api.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

response logged_out() {
  return response::json(200, R"({"message":"Logged out"})");
}

answer sign_out(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto all = body->optional_boolean("all");
  if (!all) co_return http::error(all.error(), from);
  core::result<storage::done> done = core::failure{};
  if (all->value_or(false)) {
    log_out_everywhere order{who->user, {}};
    done = co_await ask_service<storage::done>(with, service::accounts, order);
  } else {
    log_out order{who->user, who->device};
    done = co_await ask_service<storage::done>(with, service::accounts, order);
  }
  // A load test's token has no stored device: there is nothing to end.
  if (!done && done.error().code != core::errc::not_found)
    co_return http::error(done.error(), from);
  co_return logged_out();
}

answer list_sessions(identity_ptr who, request& from, const context& with) {
  get_devices order{who->user};
  auto devices = co_await ask_service<std::vector<core::device>>(
      with, service::accounts, order);
  if (!devices) co_return http::error(devices.error(), from);
  co_return list_response(*devices, {}, [&](auto& out, const auto& device) {
    out.begin_object()
        .member("id", device.id)
        .member("name", device.name)
        .member("createdAt", device.created_at)
        .member("lastUsedAt", device.rotated_at)
        .member("current", device.id == who->device)
        .end_object();
  });
}

answer end_session(identity_ptr who, request& from, const context& with) {
  auto device = path_id<core::device_id>(from, "id");
  if (!device) co_return http::error(device.error(), from);
  log_out order{who->user, *device};
  auto done =
      co_await ask_service<storage::done>(with, service::accounts, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer end_other_sessions(identity_ptr who, request& from,
                          const context& with) {
  log_out_everywhere order{who->user, who->device};
  auto done =
      co_await ask_service<storage::done>(with, service::accounts, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

}  // namespace

void add_session_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  for (std::string base : {"/api/auth", "/auth"}) {
    to.add(verb::post, base + "/logout", users(sign_out), http::json_body);
    to.add(verb::get, base + "/sessions", users(list_sessions));
    to.add(verb::del, base + "/sessions", users(end_other_sessions));
    to.add(verb::del, base + "/sessions/:id", users(end_session));
  }
}

}  // namespace parley::net::api

// The devices that a user is logged in on, and logging out.

#include "actors/messages/account_requests.hpp"
#include "net/api/api.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

response logged_out() {
  return response::json(200, R"({"message":"Logged out"})");
}

answer sign_out(request& from, const context& with) {
  auto who = authenticate(from, with);
  if (!who) co_return http::error(who.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto all = body->optional_boolean("all");
  if (!all) co_return http::error(all.error(), from);
  core::result<storage::done> done = core::failure{};
  if (all->value_or(false)) {
    log_out_everywhere order{(*who)->user, {}};
    done = co_await ask_service<storage::done>(with, service::accounts, order);
  } else {
    log_out order{(*who)->user, (*who)->device};
    done = co_await ask_service<storage::done>(with, service::accounts, order);
  }
  // A load test's token has no stored device: there is nothing to end.
  if (!done && done.error().code != core::errc::not_found)
    co_return http::error(done.error(), from);
  co_return logged_out();
}

answer list_sessions(request& from, const context& with) {
  auto who = authenticate(from, with);
  if (!who) co_return http::error(who.error(), from);
  get_devices order{(*who)->user};
  auto devices = co_await ask_service<std::vector<core::device>>(
      with, service::accounts, order);
  if (!devices) co_return http::error(devices.error(), from);
  co_return list_response(*devices, {}, [&](auto& out, const auto& device) {
    out.begin_object()
        .member("id", device.id)
        .member("name", device.name)
        .member("createdAt", device.created_at)
        .member("lastUsedAt", device.rotated_at)
        .member("current", device.id == (*who)->device)
        .end_object();
  });
}

answer end_session(request& from, const context& with) {
  auto who = authenticate(from, with);
  if (!who) co_return http::error(who.error(), from);
  auto device = path_id<core::device_id>(from, "id");
  if (!device) co_return http::error(device.error(), from);
  log_out order{(*who)->user, *device};
  auto done =
      co_await ask_service<storage::done>(with, service::accounts, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer end_other_sessions(request& from, const context& with) {
  auto who = authenticate(from, with);
  if (!who) co_return http::error(who.error(), from);
  log_out_everywhere order{(*who)->user, (*who)->device};
  auto done =
      co_await ask_service<storage::done>(with, service::accounts, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

}  // namespace

void add_session_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  for (std::string base : {"/api/auth", "/auth"}) {
    to.add(verb::post, base + "/logout", on(sign_out), http::json_body);
    to.add(verb::get, base + "/sessions", on(list_sessions));
    to.add(verb::del, base + "/sessions", on(end_other_sessions));
    to.add(verb::del, base + "/sessions/:id", on(end_session));
  }
}

}  // namespace parley::net::api

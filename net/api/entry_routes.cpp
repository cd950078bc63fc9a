// Invites and requests to be let in, of groups and of channels.

#include "actors/messages/entry_requests.hpp"
#include "net/api/api.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

constexpr std::uint64_t usual_life = 7 * 24 * 3600;  // seconds
constexpr std::uint64_t most_life = 365 * 24 * 3600;
constexpr std::uint64_t most_uses = 100'000;
constexpr std::size_t most_note = 512;

// What a route's `:id` is.
struct of_group {
  static core::result<place> read(const request& from) {
    auto id = path_id<core::group_id>(from, "id");
    if (!id) return id.error();
    return place{*id, {}};
  }
};
struct of_channel {
  static core::result<place> read(const request& from) {
    auto id = path_id<core::room_id>(from, "id");
    if (!id) return id.error();
    return place{{}, *id};
  }
};

// -- invites ------------------------------------------------------------------

template <class Of>
answer create_invite(identity_ptr who, request& from, const context& with) {
  auto into = Of::read(from);
  if (!into) co_return http::error(into.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto invitee = body->template optional_id<core::user_id>("userId");
  if (!invitee) co_return http::error(invitee.error(), from);
  auto lasts = body->optional_unsigned_integer("expiresIn", most_life);
  if (!lasts) co_return http::error(lasts.error(), from);
  auto uses = body->optional_unsigned_integer("maxUses", most_uses);
  if (!uses) co_return http::error(uses.error(), from);
  invite_user order{who, *into, invitee->value_or(core::user_id{}), {}, 0};
  // 0: for ever.
  if (auto seconds = lasts->value_or(usual_life); seconds > 0)
    order.lasts = std::chrono::seconds{seconds};
  order.max_uses = static_cast<std::uint32_t>(*invitee ? 1 : uses->value_or(0));
  auto made = co_await ask_service<made_invite>(with, service::directory,
                                                std::move(order));
  if (!made) co_return http::error(made.error(), from);
  co_return object_response(201, [&](json::writer& out) {
    append_invite(out, made->what, made->code);
  });
}

response invites_response(const std::vector<core::invite>& found) {
  return list_response(
      found, {}, [](auto& out, const auto& each) { append_invite(out, each); });
}

template <class Of>
answer list_invites(identity_ptr who, request& from, const context& with) {
  auto into = Of::read(from);
  if (!into) co_return http::error(into.error(), from);
  list_invites_into order{who, *into};
  auto found = co_await ask_service<std::vector<core::invite>>(
      with, service::directory, order);
  if (!found) co_return http::error(found.error(), from);
  co_return invites_response(*found);
}

template <class Of>
answer revoke_invite(identity_ptr who, request& from, const context& with) {
  auto into = Of::read(from);
  if (!into) co_return http::error(into.error(), from);
  auto id = path_id<core::invite_id>(from, "inviteId");
  if (!id) co_return http::error(id.error(), from);
  revoke_invite_into order{who, *into, *id};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer list_own_invites(identity_ptr who, request& from, const context& with) {
  storage::list_invites_for query{who->user, core::now()};
  auto store = with.store;
  auto read = [store, query](caf::event_based_actor* self, auto done) {
    store.read(self, query, done);
  };
  auto found = co_await in_gate<std::vector<core::invite>>(with.gate(), read);
  if (!found) co_return http::error(found.error(), from);
  co_return invites_response(*found);
}

/// What one is asked to join, without joining.
answer show_invite_by(identity_ptr who, request& from, const context& with) {
  show_invite order{who, std::string{from.param("code")}};
  auto found = co_await ask_service<storage::invitation>(
      with, service::directory, std::move(order));
  if (!found) co_return http::error(found.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    open_invite(out, found->what)
        .member("memberCount", found->members)
        .end_object();
  });
}

answer accept_invite_by(identity_ptr who, request& from, const context& with) {
  accept_invite order{who, std::string{from.param("code")}};
  auto used = co_await ask_service<core::invite>(with, service::directory,
                                                 std::move(order));
  if (!used) co_return http::error(used.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { append_invite(out, *used); });
}

// -- requests -----------------------------------------------------------------

template <class Of>
answer request_to_enter(identity_ptr who, request& from, const context& with) {
  auto into = Of::read(from);
  if (!into) co_return http::error(into.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto note = body->optional_string("message", {most_note});
  if (!note) co_return http::error(note.error(), from);
  request_entry order{who, *into, std::string{note->value_or("")}};
  auto done = co_await ask_service<storage::done>(with, service::directory,
                                                  std::move(order));
  if (!done) co_return http::error(done.error(), from);
  co_return response::json(202, R"({"ok":true})");
}

template <class Of>
answer withdraw_request(identity_ptr who, request& from, const context& with) {
  auto into = Of::read(from);
  if (!into) co_return http::error(into.error(), from);
  withdraw_entry order{who, *into};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

// Ids alone: who asks to see what is private may not see its name.
answer list_own_requests(identity_ptr who, request& from, const context& with) {
  storage::list_own_requests query{who->user};
  auto found = co_await read_store(with, query);
  if (!found) co_return http::error(found.error(), from);
  co_return list_response(
      *found, {}, [](json::writer& out, const storage::own_request& each) {
        out.begin_object().member("groupId", each.at.group);
        append_id_or_null(out, "channelId", each.at.room);
        out.member("message", each.note)
            .member("createdAt", each.when)
            .end_object();
      });
}

template <class Of>
answer list_requests(identity_ptr who, request& from, const context& with) {
  auto into = Of::read(from);
  if (!into) co_return http::error(into.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  list_requests_into order{who, *into, read_cursor(from), *limit};
  auto page = co_await ask_service<storage::page<core::join_request>>(
      with, service::directory, std::move(order));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(page->items, page->next,
                          [](json::writer& out, const auto& each) {
                            out.begin_object();
                            append_request(out, each);
                            out.end_object();
                          });
}

template <class Of, bool Approve>
answer decide(identity_ptr who, request& from, const context& with) {
  auto into = Of::read(from);
  if (!into) co_return http::error(into.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  decide_request order{who, *into, *user, Approve};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

template <class Of>
void add_routes_of(const std::string& at, http::router& to,
                   const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  to.add(verb::get, at + "/invites", users(list_invites<Of>));
  to.add(verb::post, at + "/invites", users(create_invite<Of>), json);
  to.add(verb::del, at + "/invites/:inviteId", users(revoke_invite<Of>));
  to.add(verb::get, at + "/requests", users(list_requests<Of>));
  to.add(verb::post, at + "/requests", users(request_to_enter<Of>), json);
  to.add(verb::del, at + "/requests", users(withdraw_request<Of>));
  to.add(verb::post, at + "/requests/:userId/approve", users(decide<Of, true>));
  to.add(verb::post, at + "/requests/:userId/reject", users(decide<Of, false>));
}

}  // namespace

void add_entry_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  add_routes_of<of_group>("/api/groups/:id", to, with);
  add_routes_of<of_channel>("/api/channels/:id", to, with);
  to.add(verb::get, "/api/invites", users(list_own_invites));
  to.add(verb::get, "/api/invites/:code", users(show_invite_by));
  to.add(verb::post, "/api/invites/:code/accept", users(accept_invite_by));
  to.add(verb::get, "/api/users/me/requests", users(list_own_requests));
}

}  // namespace parley::net::api

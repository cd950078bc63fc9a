// /api/channels/*, /api/groups/*: what those who manage them do.

#include "actors/messages/directory_requests.hpp"
#include "actors/messages/room_requests.hpp"
#include "net/api/governance_bodies.hpp"
#include "net/api/views.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

constexpr std::uint64_t most_slow_mode = 21'600;     // six hours
constexpr std::uint64_t longest_kept = 315'360'000;  // ten years

// -- channels -----------------------------------------------------------------

answer update_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto texts = read_texts(*body, "topic");
  if (!texts) co_return http::error(texts.error(), from);
  auto access = body->optional_one_of("visibility", visibilities);
  if (!access) co_return http::error(access.error(), from);
  auto read_only = body->optional_boolean("readOnly");
  if (!read_only) co_return http::error(read_only.error(), from);
  auto slow = body->optional_unsigned_integer("slowMode", most_slow_mode);
  if (!slow) co_return http::error(slow.error(), from);
  auto retention = body->optional_unsigned_integer("retention", longest_kept);
  if (!retention) co_return http::error(retention.error(), from);
  auto archived = body->optional_boolean("archived");
  if (!archived) co_return http::error(archived.error(), from);
  update_room order{who,        texts->name, texts->about, texts->icon, *access,
                    *read_only, {},          {},           *archived};
  if (*slow) order.slow_mode = static_cast<std::uint32_t>(**slow);
  if (*retention) order.retention = static_cast<std::uint32_t>(**retention);
  auto view =
      co_await ask_for<room_view>(with, child_key::of(*id), std::move(order));
  if (!view) co_return http::error(view.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { append_room(out, view->meta); });
}

answer delete_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  delete_room order{who};
  auto done = co_await ask_for<storage::done>(with, child_key::of(*id), order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer change_member(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  auto role = read_role(from, with);
  if (!role) co_return http::error(role.error(), from);
  set_room_role order{who, *user, *role};
  auto member =
      co_await ask_for<core::room_member>(with, child_key::of(*id), order);
  if (!member) co_return http::error(member.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { write_member(out, *member); });
}

template <core::restriction_kind What>
answer restrict_in_channel(identity_ptr who, request& from,
                           const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  auto read = read_sentence(from, with);
  if (!read) co_return http::error(read.error(), from);
  restrict_user order{who, *user, What, std::move(read->reason), read->until};
  auto done = co_await ask_for<storage::done>(with, child_key::of(*id),
                                              std::move(order));
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

template <core::restriction_kind What>
answer lift_in_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  lift_restriction order{who, *user, What};
  auto done = co_await ask_for<storage::done>(with, child_key::of(*id), order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

template <core::restriction_kind What>
answer list_in_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  list_room_restrictions order{who, What};
  auto found = co_await ask_for<std::vector<core::restriction>>(
      with, child_key::of(*id), order);
  if (!found) co_return http::error(found.error(), from);
  co_return list_response(*found, {}, [](auto& out, const auto& each) {
    write_restriction(out, each);
  });
}

// -- groups -------------------------------------------------------------------

answer ban_in_group(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  auto read = read_sentence(from, with);
  if (!read) co_return http::error(read.error(), from);
  ban_from_group order{who, *id, *user, std::move(read->reason), read->until};
  auto done = co_await ask_service<storage::done>(with, service::directory,
                                                  std::move(order));
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer lift_in_group(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  lift_group_ban order{who, *id, *user};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer list_in_group(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  list_group_bans order{who, *id, read_cursor(from), *limit};
  auto page = co_await ask_service<storage::page<core::restriction>>(
      with, service::directory, std::move(order));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& each) { write_restriction(out, each); });
}

}  // namespace

void add_governance_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  constexpr auto ban = core::restriction_kind::ban;
  constexpr auto mute = core::restriction_kind::mute;
  const auto of = [](const char* rest) {
    return std::string{"/api/channels/:id"} + rest;
  };
  to.add(verb::put, of(""), users(update_channel), json);
  to.add(verb::del, of(""), users(delete_channel));
  to.add(verb::put, of("/members/:userId"), users(change_member), json);
  to.add(verb::get, of("/bans"), users(list_in_channel<ban>));
  to.add(verb::post, of("/bans/:userId"), users(restrict_in_channel<ban>),
         json);
  to.add(verb::del, of("/bans/:userId"), users(lift_in_channel<ban>));
  to.add(verb::get, of("/mutes"), users(list_in_channel<mute>));
  to.add(verb::post, of("/mutes/:userId"), users(restrict_in_channel<mute>),
         json);
  to.add(verb::del, of("/mutes/:userId"), users(lift_in_channel<mute>));
  to.add(verb::get, "/api/groups/:id/bans", users(list_in_group));
  to.add(verb::post, "/api/groups/:id/bans/:userId", users(ban_in_group), json);
  to.add(verb::del, "/api/groups/:id/bans/:userId", users(lift_in_group));
}

}  // namespace parley::net::api

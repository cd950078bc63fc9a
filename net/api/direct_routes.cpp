// Direct rooms, and who may write to whom.

#include "actors/messages/entry_requests.hpp"
#include "net/api/api.hpp"
#include "net/api/presence_routes.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

constexpr json::enum_name<core::direct_policy> policies[] = {
    {"everyone", core::direct_policy::everyone},
    {"shared_groups", core::direct_policy::shared_groups},
    {"nobody", core::direct_policy::nobody},
};

constexpr json::enum_name<core::presence_audience> audiences[] = {
    {"everyone", core::presence_audience::everyone},
    {"shared_rooms", core::presence_audience::shared_rooms},
    {"nobody", core::presence_audience::nobody},
};

/// `{userId}` or `{userIds: […]}`.
core::result<std::vector<core::user_id>> read_people(const json::object& body) {
  auto one = body.optional_id<core::user_id>("userId");
  if (!one) return one.error();
  auto many = body.ids<core::user_id>("userIds", open_direct_room::most_people);
  if (!many) return many.error();
  if (one->has_value() == !many->empty())
    return core::failure{core::errc::invalid_request,
                         "give either userId or userIds"};
  if (*one) return std::vector{**one};
  return many;
}

answer open_direct(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto people = read_people(*body);
  if (!people) co_return http::error(people.error(), from);
  open_direct_room order{who, std::move(*people)};
  auto opened = co_await ask_service<storage::opened_direct>(
      with, service::directory, std::move(order));
  if (!opened) co_return http::error(opened.error(), from);
  co_return object_response(
      opened->created ? 201 : 200,
      [&](json::writer& out) { append_room(out, opened->room); });
}

template <bool Blocked>
answer set_block(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  block_user order{who, *id, Blocked};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  // Alerts know at once; presence makes it right, whatever follows.
  if (done && Blocked) with.blocks->add(who->user, *id);
  if (done && !Blocked) with.blocks->remove(who->user, *id);
  // Also when it failed: what was not answered in time may yet be stored.
  tell_privacy(with, who->user);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer list_blocks(identity_ptr who, request& from, const context& with) {
  auto store = with.store;
  storage::list_blocks query{who->user};
  auto read = [store, query](caf::event_based_actor* self, auto done) {
    store.read(self, query, done);
  };
  auto found =
      co_await in_gate<std::vector<core::user_card>>(with.gate(), read);
  if (!found) co_return http::error(found.error(), from);
  co_return list_response(
      *found, {}, [](auto& out, const auto& each) { append_card(out, each); });
}

/// As the store has it now.
answer privacy_response(identity_ptr who, request& from, const context& with) {
  storage::find_direct_policy of_rooms{who->user};
  auto policy = co_await read_store(with, of_rooms);
  if (!policy) co_return http::error(policy.error(), from);
  storage::find_presence_audience of_presence{who->user};
  auto audience = co_await read_store(with, of_presence);
  if (!audience) co_return http::error(audience.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object();
    for (const auto& each : policies)
      if (each.value == *policy) out.member("directFrom", each.text);
    out.member("presenceTo", core::word_for(*audience)).end_object();
  });
}

answer show_privacy(identity_ptr who, request& from, const context& with) {
  return privacy_response(std::move(who), from, with);
}

/// `{directFrom?, presenceTo?}`
answer set_privacy(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto policy = body->optional_one_of("directFrom", policies);
  if (!policy) co_return http::error(policy.error(), from);
  auto audience = body->optional_one_of("presenceTo", audiences);
  if (!audience) co_return http::error(audience.error(), from);
  if (!*policy && !*audience)
    co_return http::error(
        {core::errc::invalid_request, "give directFrom or presenceTo"}, from);
  if (*policy) {
    storage::set_direct_policy order{who->user, **policy};
    auto stored = co_await write_store(with, order);
    if (!stored) co_return http::error(stored.error(), from);
  }
  if (*audience) {
    storage::set_presence_audience order{who->user, **audience};
    auto stored = co_await write_store(with, order);
    tell_privacy(with, who->user);
    if (!stored) co_return http::error(stored.error(), from);
  }
  co_return co_await privacy_response(who, from, with);
}

}  // namespace

void add_direct_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  to.add(verb::post, "/api/direct", users(open_direct), json);
  to.add(verb::put, "/api/users/:id/block", users(set_block<true>));
  to.add(verb::del, "/api/users/:id/block", users(set_block<false>));
  to.add(verb::get, "/api/users/me/blocks", users(list_blocks));
  to.add(verb::get, "/api/users/me/privacy", users(show_privacy));
  to.add(verb::put, "/api/users/me/privacy", users(set_privacy), json);
}

}  // namespace parley::net::api

// /api/channels/*: a channel, its members and its messages; /api/rooms.

#include <charconv>
#include <unordered_map>

#include "actors/messages/directory_requests.hpp"
#include "actors/messages/room_requests.hpp"
#include "core/validation.hpp"
#include "net/api/messages.hpp"
#include "net/api/views.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/message_body.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

answer show_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  authorize_action order{who, core::action::view_room};
  auto view = co_await ask_for<room_view>(with, child_key::of(*id), order);
  if (!view) co_return http::error(view.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    open_room(out, view->meta)
        .member("seq", view->head)
        .member("memberCount", view->member_count);
    if (view->own_role) out.member("role", name_of(*view->own_role));
    out.end_object();
  });
}

answer join_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  add_room_member order{who, who->user, core::member_role::member};
  auto member =
      co_await ask_for<core::room_member>(with, child_key::of(*id), order);
  if (!member) co_return http::error(member.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { write_member(out, *member); });
}

answer leave_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  remove_room_member order{who, who->user};
  auto done = co_await ask_for<storage::done>(with, child_key::of(*id), order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::json(200, R"({"ok":true})");
}

answer list_members(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  list_room_members order{who, read_cursor(from), *limit};
  auto page = co_await ask_for<storage::page<core::room_member>>(
      with, child_key::of(*id), std::move(order));
  if (!page) co_return http::error(page.error(), from);
  list_read_marks marks_of{who};
  auto marks = co_await ask_for<std::vector<storage::member_position>>(
      with, child_key::of(*id), marks_of);
  std::unordered_map<core::user_id, core::read_mark> known;
  if (marks)  // members are shown without them, too
    for (const auto& each : *marks) known.emplace(each.user, each.mark);
  co_return list_response(
      page->items, page->next, [&](auto& out, const auto& member) {
        auto mark = known.find(member.who.id);
        write_member(out, member,
                     mark == known.end() ? nullptr : &mark->second);
      });
}

answer add_member(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto user = body->id<core::user_id>("userId");
  if (!user) co_return http::error(user.error(), from);
  add_room_member order{who, *user, core::member_role::member};
  auto member =
      co_await ask_for<core::room_member>(with, child_key::of(*id), order);
  if (!member) co_return http::error(member.error(), from);
  co_return object_response(
      201, [&](json::writer& out) { write_member(out, *member); });
}

answer remove_member(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto user = path_id<core::user_id>(from, "userId");
  if (!user) co_return http::error(user.error(), from);
  remove_room_member order{who, *user};
  auto done = co_await ask_for<storage::done>(with, child_key::of(*id), order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

// -- messages -----------------------------------------------------------------

answer post_message_to(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto what = read_message_body(*body);
  if (!what) co_return http::error(what.error(), from);
  auto due = read_time_ahead(*body, "sendAt");
  if (!due) co_return http::error(due.error(), from);
  if (*due)
    co_return co_await schedule(who, *id, std::move(*what), **due, from, with);
  post_message order{who, std::move(*what)};
  auto stored = co_await ask_for<core::message>(with, child_key::of(*id),
                                                std::move(order));
  if (!stored) co_return http::error(stored.error(), from);
  co_return object_response(
      201, [&](json::writer& out) { append_message(out, *stored); });
}

/// `?before=`, `?after=` or `?around=`, by seq or by message id; one of them.
struct anchor_text {
  std::string_view name;
  std::string value;
};

core::result<anchor_text> read_anchor(const request& from) {
  anchor_text found;
  for (std::string_view name : {"before", "after", "around"}) {
    auto value = from.query.get(name);
    if (!value) continue;
    if (!found.name.empty())
      return core::failure{core::errc::invalid_request,
                           "use only one of before, after and around"};
    found = {name, std::string{*value}};
  }
  return found;
}

boost::asio::awaitable<core::result<core::seq_t>> seq_of_anchor(
    const context& with, core::room_id room, std::string text) {
  core::seq_t seq = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), seq);
  if (error == std::errc{} && end == text.data() + text.size()) co_return seq;
  auto id = core::message_id::parse(text);
  if (!id)
    co_return core::failure{core::errc::invalid_request,
                            "an anchor must be a seq or a message id"};
  storage::find_message query{*id};
  auto message = co_await read_store(with, query);
  if (!message) co_return message.error();
  if (message->room != room) co_return core::failure{core::errc::not_found};
  co_return message->seq;
}

answer list_messages(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  auto anchor = read_anchor(from);
  if (!anchor) co_return http::error(anchor.error(), from);
  authorize_action may_read{who, core::action::read_room};
  auto view = co_await ask_for<room_view>(with, child_key::of(*id), may_read);
  if (!view) co_return http::error(view.error(), from);

  storage::read_messages query;
  query.room = *id;
  query.limit = *limit;
  query.asker = who->user;
  if (!anchor->name.empty()) {
    auto seq = co_await seq_of_anchor(with, *id, anchor->value);
    if (!seq) co_return http::error(seq.error(), from);
    if (anchor->name == "before") query.before = *seq;
    if (anchor->name == "after") query.after = *seq;
    if (anchor->name == "around") query.around = *seq;
  }
  auto page = co_await read_store(with, query);
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(*page, {}, [](auto& out, const auto& message) {
    append_message(out, message);
  });
}

answer list_rooms(identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  list_my_rooms order{who, read_cursor(from), *limit};
  auto page = co_await ask_service<storage::page<storage::room_overview>>(
      with, service::directory, std::move(order));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& room) { write_overview(out, room); });
}

}  // namespace

void add_channel_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  to.add(verb::get, "/api/rooms", users(list_rooms));
  to.add(verb::get, "/api/channels/:id", users(show_channel));
  to.add(verb::post, "/api/channels/:id/join", users(join_channel));
  to.add(verb::post, "/api/channels/:id/leave", users(leave_channel));
  to.add(verb::get, "/api/channels/:id/members", users(list_members));
  to.add(verb::post, "/api/channels/:id/members", users(add_member), json);
  to.add(verb::del, "/api/channels/:id/members/:userId", users(remove_member));
  to.add(verb::get, "/api/channels/:id/messages", users(list_messages));
  to.add(verb::post, "/api/channels/:id/messages", users(post_message_to),
         http::json_message);
}

}  // namespace parley::net::api

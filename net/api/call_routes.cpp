// Calls: to make and answer one, and which there were. What goes on in a call
// is the sockets' affair.

#include "actors/messages/call_requests.hpp"
#include "core/calls/call_words.hpp"
#include "net/api/api.hpp"
#include "net/codec/call_event.hpp"
#include "net/codec/call_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

constexpr std::uint32_t usual_calls = 50;
constexpr std::uint32_t most_calls = 200;

response call_response(int status, const core::call& call) {
  return object_response(status,
                         [&](json::writer& out) { append_call(out, call); });
}

asked<call_ptr> ask_switchboard(const context& with, call_command command) {
  return ask_service<call_ptr>(with, service::switchboard, std::move(command));
}

core::result<invite_to_call> read_call(const json::object& body) {
  invite_to_call what;
  auto to = body.optional_id<core::user_id>("receiverId");
  if (!to) return to.error();
  auto room = body.optional_id<core::room_id>("channelId");
  if (!room) return room.error();
  if (to->has_value() == room->has_value())
    return body.refuse("receiverId",
                       "or channelId must say who is called, not both");
  auto media = read_call_media(body);
  if (!media) return media.error();
  what.to = to->value_or(core::user_id{});
  what.room = room->value_or(core::room_id{});
  what.media = *media;
  return what;
}

/// `{receiverId | channelId, media?}`
answer place_call(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto what = read_call(*body);
  if (!what) co_return http::error(what.error(), from);
  call_command command;
  command.by = who;
  command.action = *what;
  auto made = co_await ask_switchboard(with, std::move(command));
  if (!made) co_return http::error(made.error(), from);
  co_return call_response(201, **made);
}

// -- what becomes of one ------------------------------------------------------

answer answer_call(call_action what, identity_ptr who, request& from,
                   const context& with) {
  auto id = path_id<core::call_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  call_command command;
  command.call = *id;
  command.by = who;
  command.action = std::move(what);
  auto now = co_await ask_switchboard(with, std::move(command));
  if (!now) co_return http::error(now.error(), from);
  co_return call_response(200, **now);
}

template <class Action>
answer answer_by(identity_ptr who, request& from, const context& with) {
  call_action what = Action{};
  co_return co_await answer_call(std::move(what), std::move(who), from, with);
}

// -- which there were ---------------------------------------------------------

core::result<std::optional<core::call_status>> read_status(
    const request& from) {
  std::optional<core::call_status> found;
  auto text = from.query.get("status");
  if (!text) return found;
  for (std::size_t i = 0; i < core::call_status_words.size(); ++i)
    if (core::call_status_words[i] == *text)
      found = static_cast<core::call_status>(i + 1);
  if (found) return found;
  return core::failure{core::errc::invalid_request,
                       "status is not one of a call"};
}

core::result<storage::list_calls> read_history(core::user_id of,
                                               const request& from) {
  storage::list_calls query{of};
  auto status = read_status(from);
  if (!status) return status.error();
  query.status = *status;
  if (auto text = from.query.get("before")) {
    auto before = core::call_id::parse(*text);
    if (!before)
      return core::failure{core::errc::invalid_request,
                           "before must be the id of a call"};
    query.before = *before;
  }
  auto limit = read_limit(from, usual_calls, most_calls);
  if (!limit) return limit.error();
  query.limit = *limit;
  return query;
}

answer list_own_calls(identity_ptr who, request& from, const context& with) {
  auto query = read_history(who->user, from);
  if (!query) co_return http::error(query.error(), from);
  auto page = co_await read_store(with, std::move(*query));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(page->items, page->next, append_call);
}

bool had_part(const core::call& in, core::user_id who) {
  return std::ranges::any_of(
      in.parties, [who](const auto& each) { return each.who.id == who; });
}

answer show_call_of(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::call_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  storage::find_call query{*id};
  auto found = co_await read_store(with, query);
  if (!found) co_return http::error(found.error(), from);
  if (!had_part(*found, who->user))
    co_return http::error({core::errc::not_found}, from);
  co_return call_response(200, *found);
}

}  // namespace

void add_call_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  to.add(verb::post, "/api/video-call", users(place_call), json);
  to.add(verb::get, "/api/video-call", users(list_own_calls));
  to.add(verb::get, "/api/video-call/:id", users(show_call_of));
  to.add(verb::post, "/api/video-call/:id/accept",
         users(answer_by<accept_call>));
  to.add(verb::post, "/api/video-call/:id/reject",
         users(answer_by<reject_call>));
  to.add(verb::post, "/api/video-call/:id/end", users(answer_by<end_call>));
}

}  // namespace parley::net::api

// /api/messages/*: one message and what happens to it; a channel's pins and a
// member's marks.

#include <algorithm>

#include "actors/messages/directory_requests.hpp"
#include "actors/messages/room_requests.hpp"
#include "core/read_time.hpp"
#include "core/validation.hpp"
#include "net/api/messages.hpp"
#include "net/codec/message_json.hpp"
#include "storage/snippet.hpp"

namespace parley::net::api {

namespace {

using namespace actors;
template <class T>
using awaited = boost::asio::awaitable<core::result<T>>;

constexpr std::size_t longest_search = 256;
constexpr std::size_t longest_edit = 1 << 20;  // the room knows its own limit

awaited<room_view> may_read(const context& with, identity_ptr who,
                            core::room_id room) {
  authorize_action order{std::move(who), core::action::read_room};
  co_return co_await ask_for<room_view>(with, child_key::of(room), order);
}

}  // namespace

/// The message that the path names, if the asker may read its room. Whoever
/// may not is told the same as if it were not there.
awaited<core::message> readable_message(request& from, const context& with,
                                        identity_ptr who) {
  auto id = path_id<core::message_id>(from, "id");
  if (!id) co_return id.error();
  storage::find_message query{*id, who->user};
  auto found = co_await read_store(with, query);
  if (!found) co_return found.error();
  auto view = co_await may_read(with, std::move(who), found->room);
  if (view) co_return std::move(*found);
  if (view.error().code == core::errc::forbidden)
    co_return core::failure{core::errc::not_found};
  co_return view.error();
}

namespace {

response message_response(const core::message& message) {
  return object_response(
      200, [&](json::writer& out) { append_message(out, message); });
}

response messages_response(const std::vector<core::message>& messages) {
  return list_response(messages, {}, [](auto& out, const auto& message) {
    append_message(out, message);
  });
}

answer show_message(identity_ptr who, request& from, const context& with) {
  auto message = co_await readable_message(from, with, who);
  if (!message) co_return http::error(message.error(), from);
  co_return message_response(*message);
}

// -- changes ------------------------------------------------------------------

answer alter_as(identity_ptr who, request& from, const context& with,
                change_message what) {
  auto found = co_await readable_message(from, with, who);
  if (!found) co_return http::error(found.error(), from);
  what.id = found->id;
  alter_message order{who, std::move(what)};
  auto now = co_await ask_for<core::message>(with, child_key::of(found->room),
                                             std::move(order));
  if (!now) co_return http::error(now.error(), from);
  if (now->reactions.empty()) co_return message_response(*now);
  // The room tells all the same: which of them are the asker's is looked up.
  storage::find_message again{now->id, who->user};
  auto seen = co_await read_store(with, again);
  if (seen) co_return message_response(*seen);
  co_return message_response(*now);
}

answer alter(request& from, const context& with, core::entry_kind how) {
  auto who = authenticate(from, with);
  if (!who) co_return http::error(who.error(), from);
  // The emoji of a reaction; other paths have none.
  change_message what{{}, how, std::string{from.param("emoji")}};
  co_return co_await alter_as(*who, from, with, std::move(what));
}

answer edit_message(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto content = body->string("content", {longest_edit, 1});
  if (!content) co_return http::error(content.error(), from);
  change_message what{{}, core::entry_kind::edited, std::string{*content}};
  co_return co_await alter_as(who, from, with, std::move(what));
}

answer delete_message(request& from, const context& with) {
  return alter(from, with, core::entry_kind::deleted);
}

answer pin(request& from, const context& with) {
  return alter(from, with, core::entry_kind::pinned);
}

answer unpin(request& from, const context& with) {
  return alter(from, with, core::entry_kind::unpinned);
}

answer react(request& from, const context& with) {
  return alter(from, with, core::entry_kind::reacted);
}

answer unreact(request& from, const context& with) {
  return alter(from, with, core::entry_kind::unreacted);
}

// -- what stands beside a message ---------------------------------------------

answer list_reactors(identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  auto message = co_await readable_message(from, with, who);
  if (!message) co_return http::error(message.error(), from);
  storage::list_reactors query{message->id, std::string{from.param("emoji")},
                               read_cursor(from), *limit};
  auto page = co_await read_store(with, std::move(query));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& user) { append_card(out, user); });
}

answer list_replies(identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  auto after = read_number(from, "after");
  if (!after) co_return http::error(after.error(), from);
  auto message = co_await readable_message(from, with, who);
  if (!message) co_return http::error(message.error(), from);
  storage::list_replies query{message->id, after->value_or(0), *limit,
                              who->user};
  auto replies = co_await read_store(with, query);
  if (!replies) co_return http::error(replies.error(), from);
  co_return messages_response(*replies);
}

answer list_versions(identity_ptr who, request& from, const context& with) {
  auto message = co_await readable_message(from, with, who);
  if (!message) co_return http::error(message.error(), from);
  storage::list_versions query{message->id};
  auto versions = co_await read_store(with, query);
  if (!versions) co_return http::error(versions.error(), from);
  co_return list_response(*versions, {}, [](auto& out, const auto& version) {
    out.begin_object()
        .member("content", version.content)
        .member("until", version.until)
        .end_object();
  });
}

answer list_pins(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto view = co_await may_read(with, who, *id);
  if (!view) co_return http::error(view.error(), from);
  storage::list_pins query{*id, who->user};
  auto pins = co_await read_store(with, query);
  if (!pins) co_return http::error(pins.error(), from);
  co_return messages_response(*pins);
}

// -- marks --------------------------------------------------------------------

/// `{seq}`, and `{unread: true}` to have it and what follows unread again.
answer move_mark_to(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto seq = body->unsigned_integer("seq");
  if (!seq) co_return http::error(seq.error(), from);
  auto back = body->optional_boolean("unread");
  if (!back) co_return http::error(back.error(), from);
  mark_read what;
  what.back = back->value_or(false);
  what.mark.read = what.back && *seq > 0 ? *seq - 1 : *seq;
  move_mark order{who, what};
  auto now =
      co_await ask_for<storage::unread_state>(with, child_key::of(*id), order);
  if (!now) co_return http::error(now.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { append_unread(out, *now); });
}

// -- search -------------------------------------------------------------------

/// The newest rooms, which one search looks into; each costs a look at the
/// index.
constexpr std::uint32_t most_searched_rooms = 1000;

/// The named channel, if it may be read; else those the asker is a member of.
awaited<std::vector<core::room_id>> rooms_to_search(request& from,
                                                    const context& with,
                                                    identity_ptr who) {
  if (auto named = from.query.get("channelId")) {
    auto id = core::room_id::parse(*named);
    if (!id) co_return core::failure{core::errc::not_found};
    auto view = co_await may_read(with, std::move(who), *id);
    if (!view) co_return view.error();
    co_return std::vector<core::room_id>{*id};
  }
  storage::list_room_ids query{who->user, most_searched_rooms};
  co_return co_await read_store(with, query);
}

core::result<std::optional<core::timestamp>> read_time(const request& from,
                                                       std::string_view name) {
  auto text = from.query.get(name);
  std::optional<core::timestamp> time;
  if (!text) return time;
  time = core::read_iso8601(*text);
  if (!time)
    return core::failure{
        core::flaw{std::string{name}, "must be a time (ISO 8601)"}};
  return time;
}

/// `?before=`, `?after=`, `?has=attachment`
core::result<void> read_filters(const request& from,
                                storage::search_messages& query) {
  auto before = read_time(from, "before");
  if (!before) return before.error();
  query.before = *before;
  auto after = read_time(from, "after");
  if (!after) return after.error();
  query.after = *after;
  auto has = from.query.get("has");
  if (has && *has != "attachment")
    return core::failure{core::flaw{"has", "must be attachment"}};
  query.with_attachments = has.has_value();
  return {};
}

void write_found(json::writer& out, const core::message& message,
                 std::string_view words) {
  open_message(out, message);
  out.key("snippet").begin_array();
  for (const auto& part : storage::make_snippet(message.content, words))
    out.begin_object()
        .member("text", part.text)
        .member("match", part.match)
        .end_object();
  out.end_array().end_object();
}

answer search(identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 100);
  if (!limit) co_return http::error(limit.error(), from);
  storage::search_messages query;
  query.asker = who->user;
  query.words = std::string{from.query.get("q").value_or("")};
  query.limit = *limit;
  query.cursor = read_cursor(from);
  if (core::is_blank(query.words) || query.words.size() > longest_search) {
    core::failure odd{core::flaw{"q", "must have 1 to 256 bytes of text"}};
    co_return http::error(odd, from);
  }
  if (auto sender = from.query.get("from")) {
    auto id = core::user_id::parse(*sender);
    if (!id) {
      core::failure odd{core::flaw{"from", "must be a user's id"}};
      co_return http::error(odd, from);
    }
    query.from = *id;
  }
  if (auto ok = read_filters(from, query); !ok)
    co_return http::error(ok.error(), from);
  auto rooms = co_await rooms_to_search(from, with, who);
  if (!rooms) co_return http::error(rooms.error(), from);
  query.rooms = std::move(*rooms);
  auto words = query.words;
  auto found = co_await read_store(with, std::move(query));
  if (!found) co_return http::error(found.error(), from);
  co_return list_response(found->items, found->next,
                          [&](auto& out, const auto& message) {
                            write_found(out, message, words);
                          });
}

}  // namespace

void add_message_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& told = http::counted_as_message;
  const std::string message = "/api/messages/:id";
  to.add(verb::get, "/api/messages/search", users(search));
  to.add(verb::get, message, users(show_message));
  to.add(verb::patch, message, users(edit_message), http::json_message);
  to.add(verb::del, message, on(delete_message), told);
  to.add(verb::get, message + "/history", users(list_versions));
  to.add(verb::get, message + "/replies", users(list_replies));
  to.add(verb::put, message + "/pin", on(pin), told);
  to.add(verb::del, message + "/pin", on(unpin), told);
  to.add(verb::get, message + "/reactions/:emoji", users(list_reactors));
  to.add(verb::put, message + "/reactions/:emoji", on(react), told);
  to.add(verb::del, message + "/reactions/:emoji", on(unreact), told);
  to.add(verb::get, "/api/channels/:id/pins", users(list_pins));
  to.add(verb::post, "/api/channels/:id/read", users(move_mark_to),
         http::json_message);
}

}  // namespace parley::net::api

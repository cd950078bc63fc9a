// /api/admin/{groups,channels,statistics,audit}: what a server holds, for its
// admins; /api/groups/:id/audit: for a group's.

#include "actors/messages/directory_requests.hpp"
#include "actors/messages/room_requests.hpp"
#include "net/api/admin.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;
using core::server_action;

// -- groups and channels ------------------------------------------------------

answer list_all_groups(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_places);
  if (!who) co_return http::error(who.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  storage::list_all_groups query{std::string{from.query.get("q").value_or("")},
                                 read_cursor(from), *limit};
  auto page = co_await read_store(with, std::move(query));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& group) { append_group(out, group); });
}

answer show_any_group(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_places);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  storage::find_group query{*id};
  auto group = co_await read_store(with, query);
  if (!group) co_return http::error(group.error(), from);
  storage::measure_group size_of{*id};
  auto size = co_await read_store(with, size_of);
  if (!size) co_return http::error(size.error(), from);
  storage::list_group_rooms rooms_of{*id, (*who)->user, true};
  auto rooms = co_await read_store(with, rooms_of);
  if (!rooms) co_return http::error(rooms.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object().key("group");
    append_group(out, *group);
    out.member("memberCount", size->members)
        .member("channelCount", size->channels)
        .key("channels")
        .begin_array();
    for (const auto& room : *rooms) append_room(out, room);
    out.end_array().end_object();
  });
}

answer end_group(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::delete_place);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  delete_group order{*who, *id};
  auto done =
      co_await ask_service<storage::done>(with, service::directory, order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

answer list_channels_of_all(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_places);
  if (!who) co_return http::error(who.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  storage::list_all_channels query{read_cursor(from), *limit};
  auto page = co_await read_store(with, std::move(query));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& room) { append_room(out, room); });
}

answer show_any_channel(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_places);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  authorize_action order{*who, core::action::view_room};
  auto view = co_await ask_for<room_view>(with, child_key::of(*id), order);
  if (!view) co_return http::error(view.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    open_room(out, view->meta)
        .member("seq", view->head)
        .member("memberCount", view->member_count)
        .end_object();
  });
}

answer end_channel(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::delete_place);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  delete_room order{*who};
  auto done = co_await ask_for<storage::done>(with, child_key::of(*id), order);
  if (!done) co_return http::error(done.error(), from);
  co_return response::no_content();
}

// -- numbers ------------------------------------------------------------------

void write_live(json::writer& out, const core::server_metrics& now) {
  out.begin_object()
      .member("connections", now.connections.value())
      .member("rooms", now.rooms.value())
      .member("sessions", now.sessions.value())
      .member("outboxBytes", now.outbox_bytes.value())
      .member("messagesReceived", now.messages_in.value())
      .member("deliveries", now.deliveries.value())
      .member("slowClosed", now.slow_closes.value())
      .member("httpRequests", now.http_requests.value())
      .member("httpErrors", now.http_errors.value())
      .member("actorCrashes", now.actor_crashes.value())
      .end_object();
}

answer statistics(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_places);
  if (!who) co_return http::error(who.error(), from);
  storage::measure_store query;
  auto all = co_await read_store(with, query);
  if (!all) co_return http::error(all.error(), from);
  const auto age = std::chrono::steady_clock::now() - with.started;
  const auto up = std::chrono::duration<double>(age).count();
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object()
        .key("users")
        .begin_object()
        .member("total", all->users)
        .member("moderators", all->moderators)
        .member("admins", all->admins)
        .member("banned", all->banned)
        .end_object()
        .member("groups", all->groups)
        .member("channels", all->channels)
        .member("directRooms", all->direct_rooms)
        .member("messages", all->messages)
        .key("uploads")
        .begin_object()
        .member("files", all->uploads)
        .member("bytes", all->upload_bytes)
        .end_object()
        .member("openReports", all->open_reports)
        .key("live");
    write_live(out, *with.metrics);
    out.member("uptime", up)
        .member("version", with.version)
        .member("timestamp", core::now())
        .end_object();
  });
}

// -- acts ---------------------------------------------------------------------

/// An id of the query, if it is there.
template <class Id>
core::result<std::optional<Id>> read_id(const request& from,
                                        std::string_view name) {
  std::optional<Id> found;
  auto text = from.query.get(name);
  if (!text) return found;
  found = Id::parse(*text);
  if (found && *found) return found;
  return core::failure{core::flaw{std::string{name}, "must be an id"}};
}

core::result<storage::list_acts> read_acts_filter(const request& from) {
  storage::list_acts query;
  auto limit = read_limit(from, 50, 200);
  if (!limit) return limit.error();
  auto by = read_id<core::user_id>(from, "actor");
  if (!by) return by.error();
  auto target = read_id<core::subject_id>(from, "target");
  if (!target) return target.error();
  auto group = read_id<core::group_id>(from, "group");
  if (!group) return group.error();
  query.by = *by;
  query.what = from.query.get("action").value_or("");
  query.target = *target;
  query.group = *group;
  query.cursor = read_cursor(from);
  query.limit = *limit;
  return query;
}

answer list_all_acts(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_acts);
  if (!who) co_return http::error(who.error(), from);
  auto query = read_acts_filter(from);
  if (!query) co_return http::error(query.error(), from);
  auto page = co_await read_store(with, std::move(*query));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& each) { write_act(out, each, true); });
}

answer list_acts_of_group(identity_ptr who, request& from,
                          const context& with) {
  auto id = path_id<core::group_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  list_group_acts order{who, *id, read_cursor(from), *limit};
  auto page = co_await ask_service<storage::page<storage::recorded_act>>(
      with, service::directory, std::move(order));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& each) { write_act(out, each, false); });
}

}  // namespace

void add_admin_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  auto users = [&with](auto handler) { return for_users(with, handler); };
  to.add(verb::get, "/api/admin/groups", on(list_all_groups));
  to.add(verb::get, "/api/admin/groups/:id", on(show_any_group));
  to.add(verb::del, "/api/admin/groups/:id", on(end_group));
  to.add(verb::get, "/api/admin/channels", on(list_channels_of_all));
  to.add(verb::get, "/api/admin/channels/:id", on(show_any_channel));
  to.add(verb::del, "/api/admin/channels/:id", on(end_channel));
  to.add(verb::get, "/api/admin/statistics", on(statistics));
  to.add(verb::get, "/api/admin/audit", on(list_all_acts));
  to.add(verb::get, "/api/groups/:id/audit", users(list_acts_of_group));
}

}  // namespace parley::net::api

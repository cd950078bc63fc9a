// …/report: what users tell; /api/admin/reports: those who decide.

#include <algorithm>

#include "actors/acts.hpp"
#include "actors/messages/room_requests.hpp"
#include "net/api/admin.hpp"
#include "net/api/report_views.hpp"

namespace parley::net::api {

namespace {

using namespace actors;
using core::server_action;

constexpr std::size_t most_report_note = 1000;
constexpr std::size_t most_content = 4000;

// -- filing -------------------------------------------------------------------

/// `{reason, note?}` in the name of who asks.
core::result<core::report> read_report(const request& from, const context& with,
                                       const identity& who) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto reason = body->one_of("reason", report_reasons);
  if (!reason) return reason.error();
  auto note = body->optional_string("note", {most_report_note});
  if (!note) return note.error();
  core::report report;
  report.id = core::report_id::make();
  report.reporter.id = who.user;
  report.reason = *reason;
  report.note = note->value_or("");
  report.at = core::now();
  return report;
}

answer file(request& from, const context& with, core::report report) {
  storage::file_report order{std::move(report)};
  auto filed = co_await write_store(with, std::move(order));
  if (!filed) co_return http::error(filed.error(), from);
  co_return object_response(filed->created ? 201 : 200, [&](json::writer& out) {
    write_own_report(out, filed->value);
  });
}

/// Who may not read a room has nothing to report of it.
asked<room_view> readable_room(const context& with, identity_ptr who,
                               core::room_id room) {
  authorize_action order{std::move(who), core::action::read_room};
  auto view = co_await ask_for<room_view>(with, child_key::of(room), order);
  if (!view && view.error().code == core::errc::forbidden)
    co_return core::failure{core::errc::not_found};
  co_return view;
}

/// At most so many bytes, and no half of a character.
std::string beginning_of(const std::string& text) {
  if (text.size() <= most_content) return text;
  auto end = most_content;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  return text.substr(0, end);
}

answer report_message(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::message_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto report = read_report(from, with, *who);
  if (!report) co_return http::error(report.error(), from);
  storage::find_message query{*id};
  auto message = co_await read_store(with, query);
  if (!message) co_return http::error(message.error(), from);
  auto room = co_await readable_room(with, who, message->room);
  if (!room) co_return http::error(room.error(), from);
  if (message->deleted_at) {
    core::failure gone{core::errc::gone, "the message was deleted"};
    co_return http::error(gone, from);
  }
  report->target = *id;
  report->author.id = message->sender.id;
  report->room = message->room;
  report->content = beginning_of(message->content);
  co_return co_await file(from, with, std::move(*report));
}

answer report_user(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::user_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto report = read_report(from, with, *who);
  if (!report) co_return http::error(report.error(), from);
  storage::find_user query{*id};
  auto user = co_await read_store(with, query);
  if (!user) co_return http::error(user.error(), from);
  if (user->deleted || user->id == who->user) {
    core::failure odd{core::errc::invalid_request,
                      "somebody else, who is still there, can be reported"};
    co_return http::error(odd, from);
  }
  report->target = *id;
  report->author.id = *id;
  co_return co_await file(from, with, std::move(*report));
}

answer report_channel(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto report = read_report(from, with, *who);
  if (!report) co_return http::error(report.error(), from);
  auto room = co_await readable_room(with, who, *id);
  if (!room) co_return http::error(room.error(), from);
  report->target = *id;
  report->room = *id;
  report->content = room->meta.name;
  co_return co_await file(from, with, std::move(*report));
}

// -- deciding -----------------------------------------------------------------

answer list_reports(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_reports);
  if (!who) co_return http::error(who.error(), from);
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  const auto wanted = from.query.get("state").value_or("open");
  const auto* state = std::ranges::find(report_states, wanted,
                                        [](const auto& of) { return of.text; });
  if (state == std::end(report_states)) {
    core::failure odd{
        core::flaw{"state", "must be open, resolved or dismissed"}};
    co_return http::error(odd, from);
  }
  storage::list_reports query{state->value, read_cursor(from), *limit};
  auto page = co_await read_store(with, std::move(query));
  if (!page) co_return http::error(page.error(), from);
  co_return list_response(
      page->items, page->next,
      [](auto& out, const auto& each) { write_report(out, each); });
}

answer show_report(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::see_reports);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::report_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  storage::find_report query{*id};
  auto report = co_await read_store(with, query);
  if (!report) co_return http::error(report.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { write_report(out, *report); });
}

/// A moderator does not judge what he did himself.
asked<core::report> decidable(const context& with, const identity& who,
                              core::report_id id) {
  storage::find_report query{id};
  auto report = co_await read_store(with, query);
  if (!report) co_return report.error();
  core::server_target about{who.role, report->author.id == who.user};
  auto may =
      core::permit_on_server(server_action::decide_reports, who.role, about);
  if (!may) co_return may.error();
  co_return std::move(*report);
}

/// The message that an open report is about. A room or a message that is no
/// more has nothing left to delete.
asked<storage::done> delete_reported(const context& with, identity_ptr who,
                                     const core::report& report) {
  if (report.target.kind != core::subject_kind::message)
    co_return core::failure{
        core::flaw{"deleteMessage", "the report is about no message"}};
  if (report.state != core::report_state::open)
    co_return core::failure{core::errc::conflict,
                            "this report was decided before"};
  remove_reported order{std::move(who),
                        core::message_id{report.target.id.value}, report.id};
  auto done = co_await ask_for<storage::done>(with, child_key::of(report.room),
                                              std::move(order));
  if (!done && done.error().code != core::errc::not_found)
    co_return done.error();
  co_return storage::done{};
}

// The message goes before the decision is stored: what is cut short in between
// leaves a report that is open, not one that seems to be done with.
template <core::report_state As>
answer decide(request& from, const context& with) {
  auto who = co_await permitted(from, with, server_action::decide_reports);
  if (!who) co_return http::error(who.error(), from);
  auto id = path_id<core::report_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto note = body->optional_string("note", {most_report_note});
  if (!note) co_return http::error(note.error(), from);
  auto deletes = body->optional_boolean("deleteMessage");
  if (!deletes) co_return http::error(deletes.error(), from);
  const bool is_resolved = As == core::report_state::resolved;
  storage::decide_report order{*id, As, (*who)->user,
                               std::string{note->value_or("")}, core::now()};
  auto report = co_await decidable(with, **who, *id);
  if (!report) co_return http::error(report.error(), from);
  if (is_resolved && deletes->value_or(false)) {
    auto deleted = co_await delete_reported(with, *who, *report);
    if (!deleted) co_return http::error(deleted.error(), from);
  }
  const auto* name =
      is_resolved ? core::acts::report_resolve : core::acts::report_dismiss;
  act_details details{{"note", order.note}};
  auto act = act_of(**who, name, *id, {}, details);
  auto decided = co_await write_store(with, std::move(order), std::move(act));
  if (!decided) co_return http::error(decided.error(), from);
  co_return object_response(
      200, [&](json::writer& out) { write_report(out, *decided); });
}

}  // namespace

void add_report_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  const std::string queue = "/api/admin/reports";
  to.add(verb::post, "/api/messages/:id/report", users(report_message), json);
  to.add(verb::post, "/api/users/:id/report", users(report_user), json);
  to.add(verb::post, "/api/channels/:id/report", users(report_channel), json);
  to.add(verb::get, queue, on(list_reports));
  to.add(verb::get, queue + "/:id", on(show_report));
  to.add(verb::post, queue + "/:id/resolve",
         on(decide<core::report_state::resolved>), json);
  to.add(verb::post, queue + "/:id/dismiss",
         on(decide<core::report_state::dismissed>), json);
}

}  // namespace parley::net::api

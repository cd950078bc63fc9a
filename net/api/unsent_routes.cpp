// Messages that are not in a room's log yet: drafts, and those that are sent
// later; and messages that go on to another room.

#include "actors/messages/edge_orders.hpp"
#include "actors/messages/room_requests.hpp"
#include "core/validation.hpp"
#include "net/api/api.hpp"
#include "net/api/messages.hpp"
#include "net/codec/event_json.hpp"
#include "net/codec/message_body.hpp"
#include "net/codec/message_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

constexpr std::size_t longest_draft = 64 << 10;

void write_raw_or(json::writer& out, json::name key, std::string_view text,
                  std::string_view otherwise) {
  out.key(key).value(json::raw{text.empty() ? otherwise : text});
}

// -- drafts -------------------------------------------------------------------

answer list_drafts(identity_ptr who, request& from, const context& with) {
  storage::list_drafts query{who->user};
  auto drafts = co_await read_store(with, query);
  if (!drafts) co_return http::error(drafts.error(), from);
  co_return list_response(*drafts, {}, append_draft);
}

// What is written on one device is gone on with on another.
void tell_draft(const context& with, core::user_id whose, core::draft now) {
  auto event = std::make_shared<room_event>();
  event->room = now.room;
  event->body = user_news{draft_news{std::move(now)}};
  tell_users order{std::make_shared<const std::vector<core::user_id>>(1, whose),
                   std::move(event)};
  for (const auto& edge : with.edges) caf::anon_send(edge, order);
}

answer store_draft(identity_ptr who, core::draft draft, request& from,
                   const context& with) {
  storage::set_draft order{who->user, draft};
  auto stored = co_await write_store(with, std::move(order));
  if (!stored) {
    // Only a room that the user may not see is hidden.
    authorize_action visible{who, core::action::view_room};
    auto view = co_await ask_for<room_view>(with, child_key::of(draft.room),
                                            std::move(visible));
    if (view && stored.error().code == core::errc::not_found)
      stored = core::failure{core::errc::forbidden, "only members keep drafts"};
    co_return http::error(stored.error(), from);
  }
  tell_draft(with, who->user, std::move(draft));
  co_return response::no_content();
}

/// `{content, replyTo?}`
answer set_draft(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto content = body->string("content", {longest_draft});
  if (!content) co_return http::error(content.error(), from);
  auto reply_to = body->optional_id<core::message_id>("replyTo");
  if (!reply_to) co_return http::error(reply_to.error(), from);
  core::draft draft{*id, std::string{*content},
                    reply_to->value_or(core::message_id{}), core::now()};
  co_return co_await store_draft(who, std::move(draft), from, with);
}

answer drop_draft(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::room_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  core::draft none{*id, {}, {}, core::now()};
  co_return co_await store_draft(who, std::move(none), from, with);
}

// -- messages that are sent later ---------------------------------------------

void write_scheduled(json::writer& out, const core::scheduled_message& what) {
  const auto& value = what.value;
  out.begin_object()
      .member("id", value.id)
      .member("channelId", value.room)
      .member("type", name_of(value.type))
      .member("content", value.content);
  append_id_or_null(out, "replyTo", value.reply_to);
  write_raw_or(out, "attachments", value.attachments, "[]");
  write_raw_or(out, "metadata", value.metadata, "{}");
  if (!value.client_id.empty()) out.member("clientId", value.client_id);
  if (what.expires_in > 0) out.member("expiresIn", what.expires_in);
  out.member("sendAt", what.due)
      .member("createdAt", value.created_at)
      .key("error");
  if (what.failure.empty()) {
    out.null();
  } else {
    out.value(what.failure);
  }
  out.end_object();
}

answer list_scheduled(identity_ptr who, request& from, const context& with) {
  storage::list_scheduled query{who->user};
  auto waiting = co_await read_store(with, query);
  if (!waiting) co_return http::error(waiting.error(), from);
  co_return list_response(*waiting, {}, write_scheduled);
}

answer drop_scheduled(identity_ptr who, request& from, const context& with) {
  auto id = path_id<core::message_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  storage::drop_scheduled order{*id, who->user};
  auto dropped = co_await write_store(with, order);
  if (!dropped) co_return http::error(dropped.error(), from);
  co_return response::no_content();
}

}  // namespace

answer schedule(identity_ptr who, core::room_id room, send_message what,
                core::timestamp due, request& from, const context& with) {
  if (due > core::now() + farthest_ahead) {
    core::failure too_far{core::flaw{"sendAt", "must lie within a year"}};
    co_return http::error(too_far, from);
  }
  if (auto ok = core::check_content(what.content, what.attachments,
                                    with.settings->content_limit);
      !ok)
    co_return http::error(ok.error(), from);
  authorize_action may{who, core::action::post_message};
  auto view =
      co_await ask_for<room_view>(with, child_key::of(room), std::move(may));
  if (!view) co_return http::error(view.error(), from);
  core::scheduled_message waiting;
  waiting.due = due;
  auto& value = waiting.value;
  value.id = core::message_id::make();
  value.room = room;
  value.sender.id = who->user;
  value.type = what.type;
  value.content = std::move(what.content);
  value.reply_to = what.reply_to;
  value.attachments = std::move(what.attachments);
  value.metadata = std::move(what.metadata);
  value.uploads = std::move(what.uploads);
  value.client_id = std::move(what.client_id);
  waiting.expires_in = what.expires_in;
  value.created_at = core::now();
  storage::schedule_message order{std::move(waiting)};
  auto stored = co_await write_store(with, std::move(order));
  if (!stored) co_return http::error(stored.error(), from);
  co_return object_response(
      202, [&](json::writer& out) { write_scheduled(out, *stored); });
}

// -- messages that go on ------------------------------------------------------

namespace {

/// What a message that goes on says of where it comes from.
std::string origin_of(const core::message& message) {
  std::string text;
  json::writer out{text};
  out.begin_object().key("forwardedFrom").begin_object();
  out.member("messageId", message.id)
      .member("channelId", message.room)
      .key("sender");
  append_card(out, message.sender);
  out.member("createdAt", message.created_at).end_object().end_object();
  return text;
}

/// `{channelId, clientId?}`
answer forward(identity_ptr who, request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) co_return http::error(body.error(), from);
  auto to = body->id<core::room_id>("channelId");
  if (!to) co_return http::error(to.error(), from);
  auto client_id =
      body->optional_string("clientId", {core::limits::client_id, 1});
  if (!client_id) co_return http::error(client_id.error(), from);
  send_message what;
  what.client_id = std::string{client_id->value_or("")};
  auto target = *to;
  auto found = co_await readable_message(from, with, who);
  if (!found) co_return http::error(found.error(), from);
  if (found->deleted_at)
    co_return http::error({core::errc::gone, "the message was deleted"}, from);
  what.content = found->content;
  const bool from_people = found->type != core::message_type::system &&
                           found->type != core::message_type::call;
  if (from_people) what.type = found->type;
  what.attachments = found->attachments;
  what.metadata = origin_of(*found);
  what.forward_of = found->id;
  what.keeps_draft = true;
  post_message order{who, std::move(what)};
  auto stored = co_await ask_for<core::message>(with, child_key::of(target),
                                                std::move(order));
  if (!stored) co_return http::error(stored.error(), from);
  co_return object_response(
      201, [&](json::writer& out) { append_message(out, *stored); });
}

}  // namespace

void add_unsent_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  const auto& json = http::json_body;
  to.add(verb::get, "/api/drafts", users(list_drafts));
  to.add(verb::put, "/api/channels/:id/draft", users(set_draft), json);
  to.add(verb::del, "/api/channels/:id/draft", users(drop_draft));
  to.add(verb::get, "/api/scheduled", users(list_scheduled));
  to.add(verb::del, "/api/scheduled/:id", users(drop_scheduled));
  to.add(verb::post, "/api/messages/:id/forward", users(forward),
         http::json_message);
}

}  // namespace parley::net::api

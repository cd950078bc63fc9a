#include "net/edge/connection.hpp"

#include <algorithm>
#include <caf/all.hpp>

#include "net/edge/edge.hpp"

namespace parley::net {

namespace {

using namespace actors;

constexpr std::chrono::seconds expiry_notice{60};

}  // namespace

connection::connection(edge& owner, connection_id id, const codec& dialect)
    : edge_(owner),
      codec_(&dialect),
      id_(id),
      deadline_ms_(owner.home().now_ms() +
                   owner.context().settings->auth_timeout.count()) {}

// -- identity -----------------------------------------------------------------

void connection::authorize(const identity& who, core::timestamp expires_at) {
  expires_at_ = expires_at;
  expiry_told_ = false;
  who_ = std::make_shared<const identity>(who);
  phase_ = phase::attaching;
  deadline_ms_ =
      edge_.home().now_ms() + edge_.context().settings->auth_timeout.count();
  rest(true);
  caf::anon_send(edge_.registry(),
                 attach_connection{id_, edge_.self(), who_, only_listens()});
}

void connection::attached(caf::actor session,
                          std::shared_ptr<core::admission> door) {
  if (phase_ != phase::attaching) {
    caf::anon_send(session, detach_connection{id_});
    return;
  }
  session_ = std::move(session);
  session_door_ = std::move(door);
  phase_ = phase::open;
  edge_.note_user(*this);
  // Logged out since the token was verified: the order to close may have come
  // before the session knew this socket.
  if (edge_.context().revoked->contains(who_->device))
    return close(close_reason::session_revoked);
  on_attached();
}

void connection::greet() {
  greeted_ = true;
  push(codec_->encode(notice{welcome{who_->user, who_->device, expires_at_}}));
  rest(false);
  if (!hears_news()) return;
  auto ready = caf::make_message(socket_ready{who_, id_, session_});
  caf::anon_send(
      edge_.registry(),
      forward_to{child_key::of(service::switchboard), std::move(ready)});
}

void connection::handle_authenticate(const client_request& request,
                                     const authenticate& what) {
  auto claims = edge_.verify(what.token);
  if (!claims) {
    answer(request, claims.error());
    if (phase_ != phase::anonymous) return;
    refusal_told_ = request.ack.empty();
    return close(close_reason::unauthorized);
  }
  if (phase_ == phase::anonymous) {
    authorize(claims->who, claims->expires_at);
    return answer(request, accepted{});
  }
  // A renewal cannot change who this is.
  if (claims->who.device != who_->device)
    return answer(request,
                  core::failure{core::errc::forbidden,
                                "the token belongs to another device"});
  expires_at_ = claims->expires_at;
  expiry_told_ = false;
  answer(request, accepted{});
  push(codec_->encode(notice{welcome{who_->user, who_->device, expires_at_}}));
}

// -- requests -----------------------------------------------------------------

void connection::handle(decoded message) {
  if (auto* refused = std::get_if<bad_request>(&message))
    return push(codec_->encode(*refused));
  handle_request(std::get<client_request>(message));
}

void connection::handle_request(client_request& request) {
  if (const auto* token = std::get_if<authenticate>(&request.what))
    return handle_authenticate(request, *token);
  if (phase_ == phase::anonymous)
    return answer(request, core::failure{core::errc::unauthorized});
  if (!session_door_->enter())
    return answer(request, core::failure{core::errc::room_busy, {}, 250});
  if (auto* call = std::get_if<call_ask>(&request.what)) {
    origin from{id_, std::move(request.ack), request.event};
    caf::anon_send(session_, call_event{std::move(from), call->call,
                                        std::move(call->action)});
    return;
  }
  if (auto* action = std::get_if<presence_action>(&request.what)) {
    origin from{id_, std::move(request.ack), request.event};
    caf::anon_send(session_,
                   presence_event{std::move(from), std::move(*action)});
    return;
  }
  auto& asked = std::get<room_request>(request.what);
  origin from{id_, std::move(request.ack), request.event, asked.words};
  bool joins = asked.joins && !hears(asked.room, asked.words);
  caf::anon_send(session_, client_event{std::move(from), asked.room,
                                        std::move(asked.action), joins});
}

bool connection::hears(core::room_id room, room_words in) const {
  return std::ranges::any_of(feeds_, [&](const feed_place& place) {
    if (place.feed->room() != room) return false;
    const auto& here = place.feed->subscribers()[place.index];
    return !here.held && here.words == in;
  });
}

void connection::answer(const client_request& to, reply_body body) {
  push(reply{{id_, to.ack, to.event}, std::move(body)});
}

bool connection::ask(core::room_id room, room_action action, origin from) {
  if (!session_door_->enter()) return false;
  caf::anon_send(session_, client_event{std::move(from), room,
                                        std::move(action), false, true});
  return true;
}

void connection::look_on(connection_id former) {
  if (!session_door_->enter()) return;
  origin from{id_, {}, "presence_subscribe"};
  caf::anon_send(session_,
                 presence_event{std::move(from), actors::look_on{former}});
}

void connection::push(const reply& answer) {
  if (answer.to.event == rejoin_event) return on_rejoined(answer);
  bool failed = std::holds_alternative<core::failure>(answer.body);
  if (failed || !answer.to.ack.empty()) push(codec_->encode(answer));
}

void connection::push(frame_ptr f) {
  const auto* plain = f.get();
  edge_.home().hold(std::move(f));
  push(plain);
}

void connection::push_held(const std::vector<room_event_ptr>& entries,
                           room_words in) {
  core::seq_t first = 0;
  core::seq_t last = 0;
  for (const auto& each : entries) {
    if (!edge_.is_for(*each, *this)) continue;
    push(codec_->encode(*each, in));
    if (each->seq == 0) continue;
    if (first == 0) first = each->seq;
    last = each->seq;
  }
  if (first != 0) on_sent_alone(entries.front()->room, first, last);
}

// -- ending -------------------------------------------------------------------

void connection::close(close_reason why) {
  if (phase_ == phase::ended) return;
  end();
  close_transport(why);
}

void connection::end() {
  if (phase_ == phase::ended) return;
  edge_.leave_all_rooms(*this);
  if (phase_ == phase::open) edge_.forget_user(*this);
  if (session_) caf::anon_send(session_, detach_connection{id_});
  session_ = nullptr;
  phase_ = phase::ended;
}

void connection::sweep(std::int64_t now_ms, core::timestamp wall) {
  if (phase_ == phase::anonymous) {
    if (now_ms > deadline_ms_) close(close_reason::auth_timeout);
    return;
  }
  // The session ended before it could answer.
  if (phase_ == phase::attaching && now_ms > deadline_ms_)
    return close(close_reason::internal_error);
  if (phase_ != phase::ended) sweep_token(wall);
  sweep_transport(now_ms);
}

void connection::sweep_token(core::timestamp wall) {
  if (expires_at_ <= wall) return close(close_reason::token_expired);
  if (expiry_told_ || expires_at_ - wall >= expiry_notice) return;
  expiry_told_ = true;
  push(codec_->encode(notice{token_expiring{expires_at_}}));
}

}  // namespace parley::net

#include "net/edge/event_stream.hpp"

#include <caf/all.hpp>

#include "net/edge/close_codes.hpp"
#include "net/edge/edge.hpp"
#include "net/http/encode.hpp"

namespace parley::net {

using actors::close_reason;

// -- opening ------------------------------------------------------------------

event_stream::event_stream(edge& owner, actors::connection_id id, int fd,
                           std::vector<stream_room> rooms,
                           const http::request& asked,
                           const http::server_context& with)
    : connection(owner, id, server_sent()),
      link_(owner.home(), *this, fd),
      rooms_(std::move(rooms)),
      opening_(new opening{
          asked, with, holding_sink{owner.context().sockets.outbox_budget},
          owner.home().now_ms() +
              owner.context().settings->auth_timeout.count()}) {
  send_through(opening_->held);
}

void event_stream::on_attached() {
  for (const auto& each : rooms_) {
    actors::join_channel join;
    join.since = each.seq;
    join.returns = true;  // who only listens does not become a member
    actors::origin from{id(), each.room.str(), actors::rejoin_event};
    if (ask(each.room, std::move(join), std::move(from)))
      ++opening_->rooms_left;
    else opening_->refused = core::failure{core::errc::busy, {}, 1000};
  }
  if (opening_->rooms_left == 0) on_rooms_answered();
}

void event_stream::on_rejoined(const actors::reply& answer) {
  if (!opening_ || opening_->rooms_left == 0) return;
  using joined = std::shared_ptr<const actors::join_result>;
  auto* at =
      find(core::room_id::parse(answer.to.ack).value_or(core::room_id{}));
  const auto* got = std::get_if<joined>(&answer.body);
  if (const auto* why = std::get_if<core::failure>(&answer.body)) {
    opening_->refused = *why;
  } else if (got != nullptr && at != nullptr) {
    const auto& result = **got;
    connection::push(dialect().encode(notice{
        room_joined{at->room, result.seq, result.epoch, result.recovered}}));
    if (result.recovered == actors::recovery::replayed)
      push_held(result.entries, answer.to.words);
    else at->seq = result.seq;
    push_held(result.news, answer.to.words);
  }
  if (opening_->held.is_over())
    return refuse_soon({core::errc::gone,
                        "too much was missed: read the history, and begin "
                        "without Last-Event-ID"});
  // What the room still holds for the join goes out before the end.
  if (--opening_->rooms_left == 0)
    caf::anon_send(edge_.self(), rooms_answered{id()});
}

void event_stream::on_rooms_answered() {
  if (!opening_ || at() != phase::open) return;
  if (opening_->refused) return refuse(*opening_->refused);
  begin();
}

// It would not hear the room, nor why.
void event_stream::on_room_lost(core::room_id) {
  if (opening_) refuse_soon({core::errc::unavailable, "the room restarts"});
}

void event_stream::refuse_soon(core::failure why) {
  opening_->refused = std::move(why);
  opening_->rooms_left = 0;
  caf::anon_send(edge_.self(), rooms_answered{id()});
}

void event_stream::begin() {
  auto opened = std::move(opening_);
  http::response answer;
  answer.headers.set("Content-Type", "text/event-stream; charset=utf-8");
  answer.headers.set("Cache-Control", "no-store");
  answer.headers.set("X-Accel-Buffering", "no");  // proxies must not wait
  answer.endless = answer.close = true;
  http::add_common_headers(opened->asked, answer, opened->with);
  send(http::encode_head(opened->asked, answer));
  send_through(*this);
  // Whoever is cut off before the first entry can resume as well. An id
  // without an event of its own is lost on some clients.
  send("id: " + stream_position(rooms_) + '\n');
  greet();
  opened->held.pass_on(edge_.home(), *this);
}

void event_stream::refuse(const core::failure& why) {
  auto opened = std::move(opening_);
  auto answer = http::error(why, opened->asked);
  answer.close = true;
  http::add_common_headers(opened->asked, answer, opened->with);
  send(http::encode_head(opened->asked, answer) + answer.body);
  end();
  link_.finish();
}

// -- events -------------------------------------------------------------------

// An id belongs to the event behind it: whatever is cut, the client knows the
// id of nothing it has not seen.
void event_stream::push(const frame* f) {
  sent_ms_ = edge_.home().now_ms();
  if (f->seq != 0) {
    if (auto* at = find(f->room)) {
      at->seq = f->seq;
      send("id: " + stream_position(rooms_) + '\n');
    }
  }
  link_.push(f);
}

void event_stream::send(std::string bytes) {
  auto made = std::make_shared<frame>();
  made->bytes = std::move(bytes);
  net::push(edge_.home(), link_, std::move(made));
}

stream_room* event_stream::find(core::room_id room) {
  for (auto& each : rooms_)
    if (each.room == room) return &each;
  return nullptr;
}

// -- ending -------------------------------------------------------------------

void event_stream::on_room_left(const room_stay&) { lost_a_room_ = true; }

// Where the next try is answered by what became of the room.
void event_stream::sweep_transport(std::int64_t now_ms) {
  link_.sweep(now_ms);
  if (at() != phase::open) return;
  if (lost_a_room_) return close(close_reason::normal);
  if (opening_ && now_ms > opening_->deadline_ms)
    return refuse({core::errc::unavailable, "a channel does not answer", 1000});
  const auto pause = edge_.context().settings->ping_interval.count();
  if (opening_ || now_ms - sent_ms_ < pause) return;
  sent_ms_ = now_ms;
  send(":\n\n");
}

void event_stream::close_transport(close_reason why) {
  const auto& info = describe(why);
  bool retry = info.what_to_do == core::advice::retry;
  if (opening_) {
    auto code = retry ? core::errc::unavailable : core::errc::unauthorized;
    return refuse({code, std::string{info.reason}});
  }
  link_.finish();
}

void event_stream::on_overflow() {
  edge_.metrics().slow_closes.add();
  drop();
}

void event_stream::on_dropped() {
  end();
  edge_.remove(*this);
}

}  // namespace parley::net

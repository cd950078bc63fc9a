#include "net/peerjs/peer.hpp"

#include <algorithm>

#include "net/edge/close_codes.hpp"
#include "net/peerjs/frames.hpp"
#include "net/peerjs/station.hpp"
#include "net/websocket/opcode.hpp"

namespace parley::net::peerjs {

using actors::close_reason;

namespace {

// How long a socket that says too much is not read.
constexpr std::chrono::milliseconds rest_time{50};

std::chrono::nanoseconds interval_of(const core::rate_policy& rate) {
  if (rate.most == 0) return {};
  return std::chrono::nanoseconds{rate.window} / rate.most;
}

}  // namespace

peer::peer(station& home, std::uint64_t number, applicant who,
           taken_socket with)
    : station_(home),
      number_(number),
      who_(std::move(who)),
      link_(home.home(), *this, with.fd),
      heartbeat_ms_(home.home().now_ms()) {
  link_.greet(std::move(with.greeting));
}

// -- coming -------------------------------------------------------------------

void peer::apply(std::string_view leftover) {
  link_.rest(true);
  link_.start(leftover);
  // The descriptor may be lost already.
  if (phase_ == phase::arriving) announce();
}

void peer::turn_away(std::string_view text) {
  link_.start({});
  dismiss(text);
}

void peer::dismiss(std::string_view text) {
  tell(text);
  link_.close(websocket::close_code::none_given, {});
  link_.rest(false);
}

void peer::announce() {
  if (phase_ != phase::arriving) return;
  was_announced_ = station_.say(
      actors::peer_arrived{who_.id, who_.shown.owner, who_.shown.account,
                           station_.name_of(*this), was_admitted_});
}

void peer::enter(phase next) {
  phase_ = next;
  heartbeat_ms_ = station_.home().now_ms();
  stop_timeout();
  link_.rest(next == phase::arriving);
}

void peer::await_peer_hub() {
  if (phase_ == phase::open) enter(phase::arriving);
}

void peer::admitted(bool fresh) {
  if (phase_ != phase::arriving) return;
  was_admitted_ = true;
  if (fresh) tell(open_text());
  enter(phase::open);
}

void peer::replaced() {
  if (phase_ != phase::ended) enter(phase::replaced);
}

void peer::refused(actors::peer_refusal why) {
  was_announced_ = false;
  dismiss(why == actors::peer_refusal::id_taken
              ? id_taken_text()
              : error_text("Server has reached its concurrent user limit"));
}

// -- talking ------------------------------------------------------------------

void peer::tell(std::string_view text) {
  push(station_.home(), link_, text_frame(text));
}

void peer::on_text(std::string_view message) {
  if (phase_ != phase::open) return;
  take(message);
  auto now = clock::now();
  rested_at_ = std::max(rested_at_, now) + interval_of(station_.options().rate);
  if (phase_ != phase::open || !must_pause(now)) return;
  link_.rest(true);
  station_.timers().start(*this, rest_time);
}

void peer::take(std::string_view message) {
  auto said = read_message(station_.parser(), message, who_.id);
  if (std::holds_alternative<heartbeat>(said))
    heartbeat_ms_ = station_.home().now_ms();
  else if (std::holds_alternative<farewell>(said)) close(close_reason::normal);
  else if (auto* signal = std::get_if<actors::peer_signal>(&said))
    station_.pass_on(std::move(*signal));
}

bool peer::must_pause(clock::time_point now) const {
  const auto& rate = station_.options().rate;
  return rested_at_ - now > interval_of(rate) * rate.burst ||
         station_.is_crowded();
}

void peer::on_timeout() {
  if (phase_ != phase::open) return;
  if (must_pause(clock::now())) station_.timers().start(*this, rest_time);
  else link_.rest(false);
}

// -- going --------------------------------------------------------------------

void peer::close(close_reason why) {
  const auto& info = describe(why);
  link_.close(info.code, info.reason);
}

void peer::on_overflow() {
  station_.home().metrics().slow_closes.add();
  close(close_reason::slow_consumer);
}

void peer::on_closing() {
  phase_ = phase::ended;
  stop_timeout();
  if (was_announced_)
    station_.say(actors::peer_left{who_.id, station_.name_of(*this)});
}

void peer::on_dropped() { station_.remove(*this); }

void peer::sweep(std::int64_t now_ms) {
  const auto& options = station_.options();
  auto silent = now_ms - heartbeat_ms_;
  if (phase_ == phase::ended) return link_.sweep(now_ms);
  if (phase_ == phase::arriving) {
    if (silent > options.arrival_timeout.count())
      close(close_reason::internal_error);
    return;
  }
  if (phase_ == phase::replaced) {
    if (silent > options.replaced_timeout.count())
      close(close_reason::replaced);
    return;
  }
  auto over = who_.shown.holds ? who_.shown.holds() : std::nullopt;
  if (over) return close(*over);
  if (silent >= options.alive_timeout.count() ||
      !link_.keep_alive(now_ms, options.ping_interval.count(),
                        options.ping_timeout.count()))
    close(close_reason::ping_timeout);
}

}  // namespace parley::net::peerjs

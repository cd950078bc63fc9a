#include "bench/tester/crowd.hpp"

#include <algorithm>

#include "bench/tester/clock.hpp"
#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

constexpr std::uint32_t clients_per_address = 20'000;

void check_time(std::int64_t deadline_ns, std::string_view what,
                std::size_t done, std::size_t all) {
  if (now_ns() < deadline_ns) return;
  throw run_error("out of time while " + std::string{what} + ": " +
                  std::to_string(done) + " of " + std::to_string(all) +
                  " connections done");
}

}  // namespace

crowd::crowd(const options& how, const dialect& speech,
             const std::vector<assignment>& places)
    : how_(how),
      speech_(speech),
      pool_(make_pool(how)),
      connections_(places.size()) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& c = connections_[i];
    c.who = places[i].who;
    c.room = places[i].room;
    clients_.push_back(places[i].client);
    if (rooms_.size() <= c.room) rooms_.resize(c.room + 1);
    auto& room = rooms_[c.room];
    if (!c.who.publisher) room.members.push_back(&c);
    if (c.who.publisher || !speech.needs_publishers())
      room.senders.push_back(&c);
  }
}

void crowd::open_all(std::int64_t deadline_ns) {
  opened_ = ready_ = 0;
  while (ready_ < connections_.size()) {
    while (opened_ < connections_.size() && opened_ - ready_ < how_.connecting)
      open_next();
    pool_->turn(*this, glance_ns);
    check_time(deadline_ns, "connecting", ready_, connections_.size());
  }
}

void crowd::open_next() {
  auto i = opened_++;
  pool_->open(connections_[i], speech_.target(connections_[i].who),
              clients_[i] / clients_per_address);
}

void crowd::close_all(std::int64_t deadline_ns) {
  left_ = 0;
  closing_ = true;
  for (auto& c : connections_) pool_->leave(c);
  while (left_ < connections_.size()) {
    pool_->turn(*this, glance_ns);
    check_time(deadline_ns, "closing", left_, connections_.size());
  }
  closing_ = false;
}

void crowd::settle(std::int64_t quiet_ns, std::int64_t deadline_ns) {
  auto last = now_ns();
  auto frames = pool_->frames();
  while (now_ns() < std::min(last + quiet_ns, deadline_ns)) {
    pool_->turn(*this, std::min(quiet_ns, glance_ns));
    if (pool_->frames() != frames) last = now_ns();
    frames = pool_->frames();
  }
}

void crowd::listen(std::int64_t until_ns) {
  for (auto now = now_ns(); now < until_ns; now = now_ns())
    pool_->turn(*this, std::min(until_ns - now, glance_ns));
}

void crowd::step(connection& c, setup outcome, std::string_view said) {
  if (!c.out.empty()) pool_->touch(c);
  if (outcome == setup::refused)
    throw run_error("the server refused a connection: " +
                    std::string{said.substr(0, 300)});
  if (outcome != setup::ready) return;
  c.ready = true;
  ++ready_;
  setup_times_.record(now_ns() - c.started_ns);
}

void crowd::on_upgraded(connection& c) {
  step(c, how_.bare ? setup::ready : speech_.upgraded(c.who, c.out), {});
}

void crowd::on_text(connection& c, std::string_view text) {
  if (!c.ready) return step(c, speech_.setup_text(c.who, text, c.out), text);
  speech_.other_text(text, c.out);
  if (!c.out.empty()) pool_->touch(c);
}

void crowd::on_closed(connection& c, const std::string& why) {
  if (!closing_)
    throw run_error("lost connection of room " + c.who.room + ": " + why);
  ++left_;
}

}  // namespace parley::bench

#include "bench/tester/presence_driver.hpp"

#include <algorithm>

#include "bench/tester/clock.hpp"
#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

constexpr std::size_t most_looked_at = 1000;  // the server's bound
constexpr std::uint32_t users_per_address = 20'000;
// Whoever is back within the server's tick was never away for the others.
constexpr std::size_t least_away = 500;

}  // namespace

presence_driver::presence_driver(crowd& people, const dialect& speech,
                                 const options& how,
                                 const std::vector<login>& users)
    : people_(people), speech_(speech), how_(how), users_(users.size()) {
  if (users.size() / how.rooms > most_looked_at)
    throw run_error("a socket looks at 1000 users at most: more --rooms");
  for (std::size_t i = 0; i < users.size(); ++i) {
    users_[i].who.token = users[i].token;
    ids_.push_back(users[i].user);
    out_.push_back(i);
  }
}

bool presence_driver::is_user(const connection& c) const {
  return &c >= users_.data() && &c < users_.data() + users_.size();
}

void presence_driver::turn(std::int64_t wait_ns) {
  people_.sockets().turn(*this, wait_ns);
}

bool presence_driver::wait_until(bool (presence_driver::*done)() const,
                                 std::int64_t deadline_ns) {
  while (!(this->*done)() && now_ns() < deadline_ns) turn(glance_ns);
  return (this->*done)();
}

// -- changes ------------------------------------------------------------------

void presence_driver::begin(std::int64_t deadline_ns) {
  for (std::size_t room = 0; room < people_.rooms().size(); ++room) {
    std::vector<std::string> share;
    for (std::size_t i = room; i < ids_.size(); i += people_.rooms().size())
      share.push_back(ids_[i]);
    for (auto* member : people_.rooms()[room].members) {
      speech_.look(share, member->out);
      people_.sockets().touch(*member);
    }
    due_ += share.size() * people_.rooms()[room].members.size();
  }
  if (!wait_until(&presence_driver::is_complete, deadline_ns))
    throw run_error("those who look were not told what is");
  const auto count = how_.by_status ? users_.size() : users_.size() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    while (arriving_ >= how_.connecting && now_ns() < deadline_ns)
      turn(glance_ns);
    come();
  }
  if (!wait_until(&presence_driver::are_in_place, deadline_ns))
    throw run_error("not all users came in time");
  drain(deadline_ns);
}

void presence_driver::run(std::int64_t until_ns) {
  const auto period = static_cast<std::int64_t>(1e9 / how_.changes);
  next_due_ns_ = now_ns();
  for (auto now = now_ns(); now < until_ns; now = now_ns()) {
    for (; next_due_ns_ <= now; next_due_ns_ += period) change_one();
    turn(std::min({until_ns, next_due_ns_, now + glance_ns}) - now);
  }
}

void presence_driver::change_one() {
  next_comes_ = !next_comes_;
  if (how_.by_status) return set_away(next_comes_ || out_.size() < least_away);
  if (next_comes_) {
    if (!out_.empty()) come();
  } else if (!here_.empty()) {
    go();
  }
}

void presence_driver::come() {
  const auto user = out_.front();
  out_.pop_front();
  people_.sockets().open(users_[user], "/ws?token=" + users_[user].who.token,
                         static_cast<std::uint32_t>(user / users_per_address));
  ++arriving_;
  due_ += how_.members;
}

void presence_driver::go() {
  const auto user = here_.front();
  here_.pop_front();
  people_.sockets().leave(users_[user]);
  ++leaving_;
  due_ += how_.members;
}

// Who was away for the longest is back first.
void presence_driver::set_away(bool away) {
  auto& from = away ? here_ : out_;
  if (from.empty()) return;
  const auto user = from.front();
  from.pop_front();
  (away ? out_ : here_).push_back(user);
  speech_.be_away(away, users_[user].out);
  people_.sockets().touch(users_[user]);
  due_ += how_.members;
}

void presence_driver::drain(std::int64_t deadline_ns) {
  if (!wait_until(&presence_driver::is_complete, deadline_ns))
    throw run_error(std::to_string(due_ - updates_) + " of " +
                        std::to_string(due_) + " updates are missing",
                    exit_code::incomplete);
  if (updates_ != due_)
    throw run_error(std::to_string(updates_ - due_) + " updates too many",
                    exit_code::incomplete);
}

void presence_driver::end(std::int64_t deadline_ns) {
  ending_ = true;
  for (auto& user : users_)
    if (user.fd >= 0) {
      people_.sockets().leave(user);
      ++leaving_;
    }
  wait_until(&presence_driver::are_gone, deadline_ns);
}

// -- what comes ---------------------------------------------------------------

void presence_driver::on_text(connection& c, std::string_view text) {
  if (!is_user(c)) {
    if (speech_.tells_presence(text)) ++updates_;
    return;
  }
  if (c.ready || text.find(R"("authenticated")") == std::string_view::npos)
    return;
  c.ready = true;
  --arriving_;
  here_.push_back(static_cast<std::size_t>(&c - users_.data()));
}

void presence_driver::on_closed(connection& c, const std::string& why) {
  if (!is_user(c) || leaving_ == 0)
    throw run_error("lost a connection: " + why);
  c.ready = false;
  --leaving_;
  if (!ending_) out_.push_back(static_cast<std::size_t>(&c - users_.data()));
}

}  // namespace parley::bench

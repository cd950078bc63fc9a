#include "bench/tester/call_driver.hpp"

#include <algorithm>

#include "bench/tester/clock.hpp"
#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

constexpr std::uint32_t unanswered = 0;  // the number of what is only said

}  // namespace

std::string text_of(const call_failures& failures) {
  std::string text;
  for (const auto& [code, times] : failures) {
    if (!text.empty()) text += ", ";
    text += code + " x " + std::to_string(times);
  }
  return text;
}

std::uint64_t call_counts::failed() const {
  std::uint64_t sum = 0;
  for (const auto& each : failures) sum += each.second;
  return sum;
}

call_driver::call_driver(crowd& people, const dialect& speech,
                         const options& how)
    : people_(people), speech_(speech), how_(how) {
  let_signal(true);
  for (const auto& room : people.rooms())
    for (std::size_t i = 0; i + 1 < room.members.size(); i += 2)
      seat_pair(*room.members[i], *room.members[i + 1]);
}

void call_driver::seat_pair(connection& caller, connection& callee) {
  if (callee.who.user.empty())
    throw run_error("the tokens file does not say whose the tokens are");
  const auto pair = pairs_.size();
  places_[&caller] = {pair, call_side::caller};
  places_[&callee] = {pair, call_side::callee};
  pairs_.push_back({{&caller, &callee}, {}});
  free_.push_back(pair);
}

void call_driver::let_signal(bool signals) {
  signals_each_ = signals ? 1 + how_.candidates : 0;
}

void call_driver::turn(std::int64_t wait_ns) {
  people_.sockets().turn(*this, wait_ns);
  give_up_late();
}

// -- calls --------------------------------------------------------------------

void call_driver::begin(std::int64_t deadline_ns) {
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    while (under_way() >= how_.connecting && now_ns() < deadline_ns)
      turn(glance_ns);
    start(now_ns());
  }
  drain(deadline_ns);
  if (!counts_.failures.empty())
    throw run_error("the first calls failed: " + text_of(counts_.failures),
                    exit_code::incomplete);
  clear();
}

void call_driver::run(std::int64_t until_ns) {
  const auto period = static_cast<std::int64_t>(1e9 / how_.rate);
  if (next_due_ns_ == 0) next_due_ns_ = now_ns();
  for (auto now = now_ns(); now < until_ns; now = now_ns()) {
    for (; next_due_ns_ <= now; next_due_ns_ += period) want(next_due_ns_);
    turn(std::min({until_ns, next_due_ns_, now + glance_ns}) - now);
  }
}

void call_driver::drain(std::int64_t deadline_ns) {
  next_due_ns_ = 0;
  if (!waiting_.empty()) counts_.failures["no_pair"] += waiting_.size();
  waiting_.clear();
  while (under_way() != 0 && now_ns() < deadline_ns) turn(glance_ns);
  if (under_way() != 0)
    throw run_error(std::to_string(under_way()) + " calls are not over",
                    exit_code::incomplete);
}

void call_driver::want(std::int64_t intended_ns) {
  if (!free_.empty()) return start(intended_ns);
  ++counts_.late;
  waiting_.push_back(intended_ns);
}

void call_driver::start(std::int64_t intended_ns) {
  const auto pair = free_.front();
  free_.pop_front();
  const auto number = ++last_number_;
  auto& [sides, call] = pairs_[pair];
  call.begin(number, signals_each_, intended_ns);
  deadlines_.push_back({now_ns() + seconds_to_ns(how_.patience), pair, number});
  say({pair, call_side::caller}, "call_invite",
      invite_data(sides.back()->who.user), number);
}

void call_driver::perform(std::size_t pair, const call_turn& what) {
  const auto& call = pairs_[pair].call;
  switch (what.act) {
    case call_act::accept:
      return say({pair, call_side::callee}, "call_accept", call_data(call.id()),
                 call.number());
    case call_act::offer:
      return send_signals(pair, call_side::caller);
    case call_act::answer:
      return send_signals(pair, call_side::callee);
    case call_act::hang_up:
      return say({pair, call_side::caller}, "call_end", call_data(call.id()),
                 call.number());
    case call_act::finish:
      ++counts_.completed;
      return release(pair);
    case call_act::fail:
      return fail(pair, what.why);
    case call_act::nothing:
      break;
  }
}

// They leave as soon as what they answer was read.
void call_driver::send_signals(std::size_t pair, call_side from) {
  auto& call = pairs_[pair].call;
  call.speak(from, people_.sockets().read_at());
  for (std::uint32_t i = 0; i < call.signals(); ++i) {
    const auto bytes = i == 0 ? how_.description_bytes : how_.payload_bytes;
    say({pair, from}, "call_signal", signal_data(call.id(), i, bytes),
        unanswered);
  }
}

// What is left of it at the server would keep both busy.
void call_driver::fail(std::size_t pair, std::string_view why) {
  ++counts_.failures[std::string{why}];
  const auto& id = pairs_[pair].call.id();
  if (!id.empty())
    for (auto side : {call_side::caller, call_side::callee})
      say({pair, side}, "call_end", call_data(id), unanswered);
  release(pair);
}

void call_driver::release(std::size_t pair) {
  pairs_[pair].call.end();
  free_.push_back(pair);
  if (waiting_.empty()) return;
  const auto intended_ns = waiting_.front();
  waiting_.pop_front();
  start(intended_ns);
}

void call_driver::give_up_late() {
  const auto now = now_ns();
  while (!deadlines_.empty() && deadlines_.front().at_ns <= now) {
    const auto due = deadlines_.front();
    deadlines_.pop_front();
    if (pairs_[due.pair].call.number() == due.number) fail(due.pair, "timeout");
  }
}

void call_driver::say(const place& by, std::string_view event,
                      std::string_view data, std::uint32_t number) {
  auto& c = *pairs_[by.pair].sides[static_cast<std::size_t>(by.side)];
  speech_.say_of_call(event, data, number, c.out);
  people_.sockets().touch(c);
}

// -- what comes ---------------------------------------------------------------

void call_driver::on_text(connection& c, std::string_view text) {
  const auto news = speech_.call_news_in(text);
  if (!news) return;
  const auto& at = places_.at(&c);
  auto& call = pairs_[at.pair].call;
  if (call.concerns(*news)) {
    measure(call, at.side, *news);
    perform(at.pair, call.hear(at.side, *news));
  } else if (call.is_stray(*news)) {
    say(at, "call_end", call_data(news->call), unanswered);
  }
}

void call_driver::measure(const call_pair& call, call_side who,
                          const call_news& news) {
  const auto now = people_.sockets().read_at();
  if (news.what == call_word::accepted && who == call_side::caller)
    counts_.setup_times.record(now - call.intended_ns());
  if (news.what != call_word::signal) return;
  ++counts_.signals;
  counts_.signal_times.record(now - call.spoke_ns(other_side(who)));
}

void call_driver::on_closed(connection&, const std::string& why) {
  throw run_error("lost a connection: " + why);
}

}  // namespace parley::bench

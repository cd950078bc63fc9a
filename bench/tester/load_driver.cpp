#include "bench/tester/load_driver.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

constexpr std::size_t largest_backlog = 16u << 20;  // unsent bytes of a socket

std::string_view marker_of(bool durable) { return durable ? "\"n=" : "\"n\":"; }

// What the padding has to fill; see `append_body` and `append_durable`.
std::size_t padding_for(const options& how) {
  std::size_t fixed = how.durable() ? 13 : smallest_payload;
  return how.payload_bytes > fixed ? how.payload_bytes - fixed : 0;
}

std::int64_t wall_clock_us() {
  using namespace std::chrono;
  auto now = system_clock::now().time_since_epoch();
  return duration_cast<microseconds>(now).count();
}

std::string error_code(std::string_view text) {
  constexpr std::string_view key = R"("code":")";
  auto at = text.find(key);
  if (at == std::string_view::npos) return "no code";
  text.remove_prefix(at + key.size());
  return std::string{text.substr(0, text.find('"'))};
}

}  // namespace

void load_counts::merge(const load_counts& other) {
  messages += other.messages;
  deliveries += other.deliveries;
  acks += other.acks;
  refused += other.refused;
  typing += other.typing;
  unexpected += other.unexpected;
  for (const auto& [code, times] : other.refusals) refusals[code] += times;
  delivery_times.merge(other.delivery_times);
  ack_times.merge(other.ack_times);
}

load_driver::load_driver(crowd& people, const dialect& speech,
                         const options& how, load_plan plan)
    : people_(people),
      speech_(speech),
      plan_(std::move(plan)),
      padding_(padding_for(how), 'x'),
      delivery_(marker_of(plan_.durable)) {}

void load_driver::run(std::int64_t until_ns) {
  sending_ = true;
  if (plan_.rate > 0 && next_due_ns_ == 0) next_due_ns_ = now_ns();
  for (auto now = now_ns(); now < until_ns; now = now_ns()) {
    auto wake = std::min(until_ns, now + glance_ns);
    if (plan_.rate > 0) {
      send_due(now);
      wake = std::min(wake, next_due_ns_);
    } else {
      fill_window();
    }
    if (storm_) {
      type_due(now);
      wake = std::min(wake, next_typing_ns_);
    }
    people_.sockets().turn(*this, wake - now);
  }
  sending_ = false;
}

void load_driver::drain(std::int64_t deadline_ns) {
  next_due_ns_ = 0;
  auto outstanding = [this] {
    return flights_.deliveries_outstanding() + flights_.acks_outstanding();
  };
  while (outstanding() != 0 && now_ns() < deadline_ns)
    people_.sockets().turn(*this, glance_ns);
  if (outstanding() != 0)
    throw run_error(std::to_string(flights_.deliveries_outstanding()) +
                        " deliveries and " +
                        std::to_string(flights_.acks_outstanding()) +
                        " acknowledgements are missing",
                    exit_code::incomplete);
  if (unexpected_ != 0)
    throw run_error(std::to_string(unexpected_) +
                        " deliveries or acknowledgements came twice",
                    exit_code::incomplete);
}

void load_driver::fill_window() {
  auto rooms = static_cast<std::uint32_t>(people_.rooms().size());
  while (in_flight_ < plan_.window) {
    send(next_room_, now_ns());
    next_room_ = (next_room_ + 1) % rooms;
  }
}

void load_driver::send_due(std::int64_t now) {
  auto rooms = static_cast<std::uint32_t>(people_.rooms().size());
  auto period = static_cast<std::int64_t>(1e9 / plan_.rate);
  for (; next_due_ns_ <= now; next_due_ns_ += period) {
    send(next_room_, next_due_ns_);
    next_room_ = (next_room_ + 1) % rooms;
  }
}

// Everybody in turn, so that the signals of one are `typing_every` apart. What
// could not be sent in time is not made up for.
void load_driver::type_due(std::int64_t now) {
  const auto& members = people_.rooms().front().members;
  const auto count = std::min<std::size_t>(plan_.typers, members.size());
  const auto period = static_cast<std::int64_t>(plan_.typing_every * 1e9 /
                                                static_cast<double>(count));
  if (next_typing_ns_ + glance_ns < now) next_typing_ns_ = now;
  for (; next_typing_ns_ <= now; next_typing_ns_ += period) {
    auto& typer = *members[next_typer_];
    next_typer_ = (next_typer_ + 1) % count;
    speech_.type(typer.who, typer.out);
    people_.sockets().touch(typer);
  }
}

void load_driver::send(std::uint32_t room, std::int64_t intended_ns) {
  auto& audience = people_.rooms()[room];
  auto& sender = *audience.senders[audience.next_sender];
  audience.next_sender = (audience.next_sender + 1) % audience.senders.size();
  outgoing message{flights_.next_number(), wall_clock_us(), padding_,
                   plan_.run_id};
  auto members = static_cast<std::uint32_t>(audience.members.size());
  if (!flights_.launch(room, members, plan_.durable ? 1 : 0, intended_ns) ||
      sender.out.size() > largest_backlog)
    throw run_error("the server cannot keep up: " +
                        std::to_string(flights_.deliveries_outstanding()) +
                        " deliveries are outstanding",
                    exit_code::incomplete);
  if (plan_.durable) speech_.post(sender.who, message, sender.out);
  else speech_.publish(sender.who, message, sender.out);
  people_.sockets().touch(sender);
  ++counts_.messages;
  ++in_flight_;
}

void load_driver::finished(std::uint32_t room) {
  --in_flight_;
  if (sending_ && plan_.rate <= 0) send(room, people_.sockets().read_at());
}

void load_driver::on_text(connection& c, std::string_view text) {
  if (auto number = delivery_.find(text)) return delivered(*number);
  if (plan_.durable)
    if (auto number = speech_.acknowledged(text))
      return acknowledged(*number, text);
  if (speech_.tells_typing(text)) ++counts_.typing;
  speech_.other_text(text, c.out);
  if (!c.out.empty()) people_.sockets().touch(c);
}

void load_driver::delivered(std::uint32_t number) {
  const auto* flight = flights_.delivered(number);
  if (!flight) {
    ++counts_.unexpected;
    ++unexpected_;
    return;
  }
  ++counts_.deliveries;
  counts_.delivery_times.record(people_.sockets().read_at() -
                                flight->intended_ns);
  if (flight->deliveries_due == 0 && !plan_.durable) finished(flight->room);
}

void load_driver::acknowledged(std::uint32_t number, std::string_view text) {
  const auto* flight = flights_.acknowledged(number);
  if (!flight) {
    ++counts_.unexpected;
    ++unexpected_;
    return;
  }
  if (text.find(R"("ok":false)") != std::string_view::npos) {
    ++counts_.refused;
    ++counts_.refusals[error_code(text)];
    flights_.refused(number);
  } else {
    ++counts_.acks;
    counts_.ack_times.record(people_.sockets().read_at() - flight->intended_ns);
  }
  finished(flight->room);
}

void load_driver::on_closed(connection& c, const std::string& why) {
  throw run_error("lost a connection of room " + c.who.room + ": " + why);
}

}  // namespace parley::bench

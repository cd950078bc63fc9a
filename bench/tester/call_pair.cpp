#include "bench/tester/call_pair.hpp"

#include <utility>

namespace parley::bench {

void call_pair::begin(std::uint32_t number, std::uint32_t signals,
                      std::int64_t intended_ns) {
  number_ = number;
  signals_ = signals;
  intended_ns_ = intended_ns;
}

void call_pair::end() {
  call_pair next;
  next.former_ = std::move(id_.empty() ? former_ : id_);
  *this = std::move(next);
}

// The callee may hear of the call before the caller gets an answer.
bool call_pair::concerns(const call_news& news) const {
  if (number_ == 0) return false;
  if (news.what == call_word::done) return news.number == number_;
  if (news.what == call_word::refused)
    return news.number == 0 || news.number == number_;
  return id_.empty() ? news.call != former_ : news.call == id_;
}

bool call_pair::is_stray(const call_news& news) const {
  if (news.what != call_word::incoming && news.what != call_word::done)
    return false;
  return !news.call.empty() && news.call != id_ && news.call != former_;
}

call_turn call_pair::hear(call_side who, const call_news& news) {
  if (id_.empty()) id_ = news.call;
  const bool calls = who == call_side::caller;
  switch (news.what) {
    case call_word::incoming:
      if (calls) break;
      return {call_act::accept, {}};
    case call_word::accepted:
      if (!calls) break;
      return signals_ == 0 ? hang_up() : call_turn{call_act::offer, {}};
    case call_word::signal:
      return hear_signal(who, news.number);
    case call_word::over:
      return hear_end(who, news.why);
    case call_word::refused:
      return {call_act::fail, news.why};
    case call_word::ringing:
    case call_word::done:
      break;
  }
  return {};
}

// Their order is the sender's, so that one that is missing or comes twice is
// noticed.
call_turn call_pair::hear_signal(call_side who, std::uint32_t place) {
  auto& heard = of(who).heard;
  if (place != heard || heard == signals_)
    return {call_act::fail, "signal_out_of_order"};
  ++heard;
  if (who == call_side::callee && heard == 1) return {call_act::answer, {}};
  const bool all = of(call_side::caller).heard == signals_ &&
                   of(call_side::callee).heard == signals_;
  return all ? hang_up() : call_turn{};
}

call_turn call_pair::hear_end(call_side who, std::string_view why) {
  if (!hanging_up_ || why != "hung_up") return {call_act::fail, why};
  of(who).over = true;
  const bool both = of(other_side(who)).over;
  return {both ? call_act::finish : call_act::nothing, {}};
}

call_turn call_pair::hang_up() {
  hanging_up_ = true;
  return {call_act::hang_up, {}};
}

}  // namespace parley::bench

#include "core/calls/call_machine.hpp"

#include <algorithm>
#include <utility>

namespace parley::core {

call_machine::call_machine(call value, const call_rules& rules)
    : value_(std::move(value)), rules_(rules) {}

// -- looking ------------------------------------------------------------------

const call_party* call_machine::find(user_id who) const {
  for (const auto& each : value_.parties)
    if (each.who.id == who) return &each;
  return nullptr;
}

result<call_party*> call_machine::party_of(user_id who) {
  auto* found = const_cast<call_party*>(std::as_const(*this).find(who));
  if (found == nullptr) return errc::not_found;
  if (over()) return failure{errc::gone, "the call is over"};
  return found;
}

std::size_t call_machine::count(party_state state) const {
  return static_cast<std::size_t>(
      std::ranges::count(value_.parties, state, &call_party::state));
}

bool call_machine::holds(user_id who) const {
  const auto* found = find(who);
  if (found == nullptr || over()) return false;
  return found->state == party_state::joined ||
         (found->state == party_state::ringing && !value_.group);
}

std::optional<timestamp> call_machine::next_deadline() const {
  std::optional<timestamp> first;
  auto note = [&first](const std::optional<timestamp>& at) {
    if (at && (!first || *at < *first)) first = at;
  };
  note(ring_until_);
  note(end_by_);
  for (const auto& each : value_.parties) note(each.lost_until);
  return first;
}

// -- acts ---------------------------------------------------------------------

call_effects call_machine::start(const call_seat& caller, timestamp now) {
  call_effects to{{}, true};
  auto& own = value_.parties.front();
  value_.created_at = now;
  sit(own, caller, now);
  if (count(party_state::ringing) == 0) {
    auto by = value_.group ? user_id{} : value_.parties.back().who.id;
    finish(to, {call_status::busy, call_reason::busy, by}, now);
    return to;
  }
  ring_until_ = now + rules_.ring;
  for (const auto& each : value_.parties)
    if (each.state == party_state::ringing)
      to.tells.push_back(tell(each, call_notice::incoming, own.who.id));
  to.tells.push_back(tell(own, call_notice::ringing));
  return to;
}

result<call_effects> call_machine::accept(
    const call_seat& by, timestamp now,
    const std::optional<user_card>& newcomer) {
  if (newcomer && find(newcomer->id) == nullptr)
    if (auto added = add(*newcomer); !added) return added.error();
  auto who = party_of(by.user);
  if (!who) return who.error();
  auto& party = **who;
  call_effects to;
  if (party.state == party_state::joined) {
    if (party.device != by.device) hand_over(to, party, by, now);
    else if (by.connected) return regain(by.user, by.device);
    return to;
  }
  if (full()) return failure{errc::conflict, "the call is full"};
  sit(party, by, now);
  to.store = true;
  if (value_.status == call_status::ringing) {
    value_.status = call_status::accepted;
    value_.answered_at = now;
    end_by_ = now + rules_.longest;
  }
  tell_joined(to, call_notice::accepted, by.user);
  // Its other devices learn it by another word.
  auto own = std::ranges::find(to.tells, by.user, &call_tell::to);
  own->only = by.device;
  auto elsewhere = tell(party, call_notice::answered_elsewhere, by.user);
  elsewhere.except = by.device;
  to.tells.push_back(elsewhere);
  settle();
  return to;
}

// As one who has missed it. The last one: the places of the others are kept.
result<void> call_machine::add(const user_card& newcomer) {
  if (!value_.group) return errc::not_found;
  if (over()) return failure{errc::gone, "the call is over"};
  if (full()) return failure{errc::conflict, "the call is full"};
  value_.parties.push_back({newcomer, party_state::missed});
  return {};
}

void call_machine::hand_over(call_effects& to, call_party& who,
                             const call_seat& on, timestamp now) {
  auto former = std::exchange(who.device, on.device);
  who.lost_until.reset();
  if (!on.connected) who.lost_until = now + rules_.grace;
  to.store = true;
  auto elsewhere = tell(who, call_notice::answered_elsewhere, who.who.id);
  elsewhere.only = former;
  to.tells.push_back(elsewhere);
  tell_joined(to, call_notice::participants, who.who.id);
}

void call_machine::sit(call_party& who, const call_seat& on, timestamp now) {
  who.state = party_state::joined;
  who.device = on.device;
  who.joined_at = now;
  who.left_at.reset();
  who.lost_until.reset();
  if (!on.connected) who.lost_until = now + rules_.grace;
  who.shows = {true, value_.media == call_media::video, false};
}

result<call_effects> call_machine::reject(user_id by, timestamp now) {
  auto who = party_of(by);
  if (!who) return who.error();
  if ((*who)->state != party_state::ringing)
    return failure{errc::conflict, "it does not ring any more"};
  call_effects to;
  decline(to, **who, now);
  return to;
}

void call_machine::decline(call_effects& to, call_party& who, timestamp now) {
  const auto id = who.who.id;
  const bool nobody_else =
      value_.status == call_status::ringing && count(party_state::ringing) == 1;
  if (!value_.group || nobody_else)
    return finish(to, {call_status::rejected, call_reason::declined, id}, now);
  auto told = tell(who, call_notice::rejected, id);
  told.status = call_status::rejected;
  told.reason = call_reason::declined;
  to.tells.push_back(told);
  to.store = true;
  who.state = party_state::rejected;
  tell_joined(to, call_notice::participants, id);
  settle();
}

result<call_effects> call_machine::cancel(user_id by, timestamp now) {
  auto who = party_of(by);
  if (!who) return who.error();
  if (by != value_.parties.front().who.id)
    return failure{errc::forbidden, "only the caller cancels a call"};
  return end(by, now);
}

result<call_effects> call_machine::end(user_id by, timestamp now) {
  auto who = party_of(by);
  if (!who) return who.error();
  call_effects to;
  switch ((*who)->state) {
    case party_state::ringing:
      decline(to, **who, now);
      return to;
    case party_state::joined: {
      const bool early = value_.status == call_status::ringing;
      auto why = early ? call_reason::cancelled : call_reason::hung_up;
      take_out(to, **who, {call_status::ended, why, by}, now);
      return to;
    }
    default:
      return failure{errc::conflict, "you have no part in the call"};
  }
}

result<call_effects> call_machine::show(const call_seat& by,
                                        const shown_media& now_shown) {
  auto who = party_of(by.user);
  if (!who) return who.error();
  if ((*who)->state != party_state::joined || (*who)->device != by.device)
    return failure{errc::conflict, "this device takes no part in the call"};
  call_effects to;
  if (std::exchange((*who)->shows, now_shown) != now_shown)
    tell_joined(to, call_notice::participants, by.user);
  return to;
}

// -- telling ------------------------------------------------------------------

call_tell call_machine::tell(const call_party& to, call_notice what,
                             user_id about) const {
  call_tell made;
  made.to = to.who.id;
  made.what = what;
  made.about = about;
  if (const auto* actor = find(about); actor != nullptr)
    made.at = actor->device;
  made.status = value_.status;
  made.reason = value_.reason;
  return made;
}

void call_machine::tell_joined(call_effects& to, call_notice what,
                               user_id about) const {
  for (const auto& each : value_.parties)
    if (each.state == party_state::joined)
      to.tells.push_back(tell(each, what, about));
}

}  // namespace parley::core

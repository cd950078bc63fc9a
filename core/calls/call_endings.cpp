// What happens to a call, and how it comes to its end.

#include "core/calls/call_machine.hpp"

#include <algorithm>

namespace parley::core {

namespace {

call_notice last_notice_of(call_status over) {
  switch (over) {
    case call_status::rejected:
      return call_notice::rejected;
    case call_status::busy:
      return call_notice::busy;
    case call_status::missed:
      return call_notice::missed;
    default:
      return call_notice::ended;
  }
}

bool stayed_to_the_end(const call& over, const call_party& who) {
  if (who.state == party_state::busy) return false;
  // Declined for oneself, which did not end it.
  if (who.state == party_state::rejected &&
      over.status != call_status::rejected)
    return false;
  return !who.left_at || who.left_at == over.ended_at;
}

}  // namespace

std::vector<call_tell> last_tells(const call& over) {
  const auto actor =
      std::ranges::find(over.parties, over.ended_by,
                        [](const call_party& each) { return each.who.id; });
  std::vector<call_tell> all;
  for (const auto& each : over.parties) {
    if (!stayed_to_the_end(over, each)) continue;
    auto& made = all.emplace_back();
    made.to = each.who.id;
    made.what = last_notice_of(over.status);
    made.about = over.ended_by;
    if (actor != over.parties.end()) made.at = actor->device;
    made.status = over.status;
    made.reason = over.reason;
  }
  return all;
}

call_effects call_machine::lose(user_id who, device_id device, timestamp now) {
  call_effects to;
  auto party = party_of(who);
  if (!party || (*party)->state != party_state::joined) return to;
  if ((*party)->device != device || (*party)->lost_until) return to;
  (*party)->lost_until = now + rules_.grace;
  tell_joined(to, call_notice::participants, who);
  return to;
}

call_effects call_machine::regain(user_id who, device_id device) {
  call_effects to;
  auto party = party_of(who);
  if (!party || (*party)->state != party_state::joined) return to;
  if ((*party)->device != device || !(*party)->lost_until) return to;
  (*party)->lost_until.reset();
  tell_joined(to, call_notice::participants, who);
  return to;
}

call_effects call_machine::remove(user_id who, timestamp now) {
  call_effects to;
  auto party = party_of(who);
  if (!party || !has_part((*party)->state)) return to;
  take_out(to, **party, {call_status::ended, call_reason::removed}, now);
  return to;
}

call_effects call_machine::fail(timestamp now) {
  call_effects to;
  if (over()) return to;
  const bool rang = value_.status == call_status::ringing;
  auto how = rang ? call_status::missed : call_status::failed;
  finish(to, {how, call_reason::server}, now);
  return to;
}

call_effects call_machine::tick(timestamp now) {
  call_effects to;
  if (end_by_ && *end_by_ <= now)
    finish(to, {call_status::ended, call_reason::too_long}, now);
  if (ring_until_ && *ring_until_ <= now) stop_ringing(to, now);
  for (auto& each : value_.parties)
    if (each.lost_until && *each.lost_until <= now)
      take_out(to, each, {call_status::ended, call_reason::connection_lost},
               now);
  return to;
}

void call_machine::stop_ringing(call_effects& to, timestamp now) {
  if (value_.status == call_status::ringing)
    return finish(to, {call_status::missed, call_reason::no_answer}, now);
  for (auto& each : value_.parties) {
    if (each.state != party_state::ringing) continue;
    auto told = tell(each, call_notice::missed);
    told.status = call_status::missed;
    told.reason = call_reason::no_answer;
    to.tells.push_back(told);
    each.state = party_state::missed;
  }
  to.store = true;
  tell_joined(to, call_notice::participants, {});
  settle();
}

// Before it is answered nobody but the caller takes part.
void call_machine::take_out(call_effects& to, call_party& who, verdict why,
                            timestamp now) {
  const bool rings = who.state == party_state::ringing;
  if (value_.status == call_status::ringing && !rings)
    return finish(to, {call_status::cancelled, why.reason, why.by}, now);
  const bool last = !rings && count(party_state::joined) == 1;
  const bool last_to_ring = rings && value_.status == call_status::ringing &&
                            count(party_state::ringing) == 1;
  if (!value_.group || last || last_to_ring) {
    if (last_to_ring) why.status = call_status::missed;
    return finish(to, why, now);
  }
  auto told = tell(who, call_notice::ended, why.by);
  told.status = why.status;
  told.reason = why.reason;
  to.tells.push_back(told);
  to.store = true;
  who.state = party_state::left;
  who.left_at = now;
  who.lost_until.reset();
  tell_joined(to, call_notice::participants, who.who.id);
  settle();
}

void call_machine::finish(call_effects& to, const verdict& how, timestamp now) {
  value_.status = how.status;
  value_.reason = how.reason;
  value_.ended_by = how.by;
  value_.ended_at = now;
  to.store = true;
  const bool declined = how.status == call_status::rejected;
  for (auto& each : value_.parties) {
    if (!has_part(each.state)) continue;
    to.tells.push_back(tell(each, last_notice_of(how.status), how.by));
    if (each.state == party_state::joined) {
      each.state = party_state::left;
      each.left_at = now;
      each.lost_until.reset();
    } else {
      each.state = declined ? party_state::rejected : party_state::missed;
    }
  }
  settle();
}

void call_machine::settle() {
  if (over()) end_by_.reset();
  if (count(party_state::ringing) == 0) ring_until_.reset();
}

}  // namespace parley::core

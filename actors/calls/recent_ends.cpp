#include "actors/calls/recent_ends.hpp"

#include <algorithm>

namespace parley::actors {

void recent_ends::add(core::user_id user, core::call_id call,
                      room_event_ptr last, time_point now) {
  while (!order_.empty() &&
         (order_.front().until <= now || order_.size() >= most))
    drop_oldest();
  forget(user, call);
  ends_[user].push_back({call, std::move(last), now + kept_});
  order_.push_back({user, call, now + kept_});
}

// Unless there is a newer one of the same call.
void recent_ends::drop_oldest() {
  const auto old = order_.front();
  order_.pop_front();
  auto found = ends_.find(old.user);
  if (found == ends_.end()) return;
  std::erase_if(found->second, [&](const end& each) {
    return each.call == old.call && each.until <= old.until;
  });
  if (found->second.empty()) ends_.erase(found);
}

void recent_ends::forget(core::user_id user, core::call_id call) {
  auto found = ends_.find(user);
  if (found == ends_.end()) return;
  std::erase_if(found->second,
                [&](const end& each) { return each.call == call; });
  if (found->second.empty()) ends_.erase(found);
}

bool recent_ends::knows(core::user_id user, core::call_id call) const {
  auto found = ends_.find(user);
  return found != ends_.end() &&
         std::ranges::count(found->second, call, &end::call) > 0;
}

std::vector<room_event_ptr> recent_ends::of(core::user_id user,
                                            time_point now) const {
  std::vector<room_event_ptr> all;
  auto found = ends_.find(user);
  if (found == ends_.end()) return all;
  for (const auto& each : found->second)
    if (each.until > now) all.push_back(each.last);
  return all;
}

}  // namespace parley::actors

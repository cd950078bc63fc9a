#include "actors/room/unread_counts.hpp"

namespace parley::actors {

void unread_counts::load(const storage::room_marks& marks) {
  members_.clear();
  for (const auto& each : marks.members)
    members_[each.user] = {each.read, each.mentions};
  counted_ = marks.head;
  known_ = true;
}

void unread_counts::forget() {
  known_ = false;
  members_.clear();
}

void unread_counts::set(core::user_id who, std::uint64_t read,
                        std::uint64_t mentions) {
  if (known_) members_[who] = {read, mentions};
}

void unread_counts::mention(core::user_id who, core::seq_t seq) {
  if (seq <= counted_) return;
  if (auto found = members_.find(who); found != members_.end())
    ++found->second.mentions;
}

std::vector<unread_counts::own> unread_counts::list(
    std::uint64_t messages) const {
  std::vector<own> all;
  all.reserve(members_.size());
  for (const auto& [who, at] : members_) {
    auto unread = messages > at.read ? messages - at.read : 0;
    all.push_back({who, {unread, at.mentions}});
  }
  return all;
}

}  // namespace parley::actors

#include "actors/presence/interests.hpp"

#include <algorithm>
#include <unordered_set>

namespace parley::actors {

std::optional<interests::change> interests::set(
    connection_id at, core::user_id as, std::vector<core::user_id> users) {
  std::unordered_set<core::user_id> wanted{users.begin(), users.end()};
  auto known = targets_.find(at.value);
  const auto had = known == targets_.end() ? 0 : known->second.size();
  const auto own = looks_of_.find(as);
  const auto looks = own == looks_of_.end() ? 0 : own->second;
  if (size_ - had + wanted.size() > most_ ||
      looks - had + wanted.size() > most_of_user_)
    return std::nullopt;
  change made;
  // From behind: what is removed is replaced by the last.
  for (auto nth = had; nth-- > 0;) {
    auto user = known->second[nth].user;
    if (wanted.erase(user) > 0) continue;
    remove(at, nth);
    made.gone.push_back(user);
  }
  for (const auto& user : users) {
    if (wanted.erase(user) == 0) continue;
    add(at, as, user);
    made.came.push_back(user);
  }
  if (auto found = targets_.find(at.value);
      found != targets_.end() && found->second.empty())
    targets_.erase(found);
  return made;
}

std::vector<core::user_id> interests::drop(connection_id at) {
  std::vector<core::user_id> users;
  auto known = targets_.find(at.value);
  if (known == targets_.end()) return users;
  for (auto nth = known->second.size(); nth-- > 0;) {
    users.push_back(known->second[nth].user);
    remove(at, nth);
  }
  targets_.erase(at.value);
  return users;
}

std::span<interests::looker> interests::lookers_of(core::user_id user) {
  auto found = lookers_.find(user);
  if (found == lookers_.end()) return {};
  return found->second;
}

void interests::add(connection_id at, core::user_id as, core::user_id user) {
  auto& mine = targets_[at.value];
  auto& theirs = lookers_[user];
  mine.push_back({user, static_cast<std::uint32_t>(theirs.size())});
  theirs.push_back(
      {at, as, false, true, static_cast<std::uint32_t>(mine.size() - 1)});
  ++size_;
  ++looks_of_[as];
}

void interests::remove(connection_id at, std::size_t nth) {
  auto& mine = targets_.find(at.value)->second;
  const auto gone = mine[nth];
  auto found = lookers_.find(gone.user);
  auto& theirs = found->second;
  auto own = looks_of_.find(theirs[gone.place].as);
  if (--own->second == 0) looks_of_.erase(own);
  if (gone.place + 1 != theirs.size()) {
    const auto& moved = theirs[gone.place] = theirs.back();
    targets_.find(moved.at.value)->second[moved.back].place = gone.place;
  }
  theirs.pop_back();
  if (theirs.empty()) lookers_.erase(found);
  if (nth + 1 != mine.size()) {
    const auto& moved = mine[nth] = mine.back();
    lookers_.find(moved.user)->second[moved.place].back =
        static_cast<std::uint32_t>(nth);
  }
  mine.pop_back();
  --size_;
}

}  // namespace parley::actors

// Whom a message calls.

#include <algorithm>

#include "actors/room/room.hpp"
#include "core/mentions.hpp"

namespace parley::actors {

namespace {

/// More are not called one by one.
constexpr std::size_t most_called_by_here = 1000;

std::string lower(std::string_view name) {
  std::string key{name};
  for (auto& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return key;
}

}  // namespace

core::mention_set room_state::mentions_in(std::string_view content) {
  core::mention_set mentions;
  if (content.find('@') == content.npos) return mentions;
  auto called = core::find_called_names(content);
  mentions.channel = called.channel;
  mentions.here = called.here;
  if (called.names.empty()) return mentions;
  if (by_name_.empty())
    for (const auto& [id, member] : members_)
      by_name_.emplace(lower(member.who.username), id);
  for (auto word : called.names) {
    auto found = by_name_.find(lower(word));
    if (found == by_name_.end())
      found = by_name_.find(lower(core::without_punctuation(word)));
    if (found == by_name_.end()) continue;
    auto& users = mentions.users;
    if (std::find(users.begin(), users.end(), found->second) == users.end())
      users.push_back(found->second);
  }
  return mentions;
}

std::vector<core::user_id> room_state::present_members() const {
  std::vector<core::user_id> present;
  for (const auto& [user, attending] : attendees_) {
    if (present.size() == most_called_by_here) break;
    if (attending.sessions > 0 && attending.here && is_member(user))
      present.push_back(user);
  }
  return present;
}

// Each once, as the store counts them.
std::vector<core::user_id> room_state::called_by(
    const core::mention_set& mentions) const {
  std::vector<core::user_id> called;
  if (mentions.channel) {
    for (const auto& [id, member] : members_) called.push_back(id);
    return called;
  }
  if (mentions.here) called = present_members();
  for (const auto& user : mentions.users)
    if (std::find(called.begin(), called.end(), user) == called.end())
      called.push_back(user);
  return called;
}

}  // namespace parley::actors

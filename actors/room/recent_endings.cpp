#include "actors/room/recent_endings.hpp"

#include <algorithm>

namespace parley::actors {

namespace {

bool is_same(const recent_endings::ending& one,
             const recent_endings::ending& other) {
  return one.who == other.who && one.told.index() == other.told.index();
}

}  // namespace

// The same ending again takes the place of the former one, so that a user who
// comes and goes does not push out the others.
void recent_endings::note(ending news) {
  auto over = std::ranges::remove_if(endings_, [&](const ending& each) {
    const bool again =
        is_same(each, news) && each.hidden_from == news.hidden_from;
    return again || news.at - each.at > window_;
  });
  endings_.erase(over.begin(), over.end());
  if (endings_.size() == most) endings_.pop_front();
  endings_.push_back(std::move(news));
}

std::vector<const recent_endings::ending*> recent_endings::seen_by(
    core::user_id viewer, time_point now) const {
  std::vector<const ending*> seen;
  for (const auto& each : endings_) {
    if (now - each.at > window_) continue;
    if (each.hidden_from && each.hidden_from->contains(viewer)) continue;
    std::erase_if(seen, [&](const ending* old) { return is_same(*old, each); });
    seen.push_back(&each);
  }
  return seen;
}

}  // namespace parley::actors

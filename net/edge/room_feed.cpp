#include "net/edge/room_feed.hpp"

#include <algorithm>

#include "net/edge/connection.hpp"

namespace parley::net {

namespace {

auto place_of(connection& c, const room_feed* feed) {
  return std::find_if(c.feeds().begin(), c.feeds().end(),
                      [&](const feed_place& p) { return p.feed == feed; });
}

}  // namespace

void room_feed::add(connection& c, bool paused, std::uint64_t position) {
  auto* found = find(c);
  if (found == nullptr) {
    c.feeds().push_back({this, subscribers_.size()});
    found = &subscribers_.emplace_back();
    found->to = &c;
    found->since = position;
  }
  if (paused && !found->held)
    found->held = std::make_unique<std::vector<actors::room_event_ptr>>();
}

room_feed::subscriber* room_feed::find(connection& c) {
  auto place = place_of(c, this);
  return place == c.feeds().end() ? nullptr : &subscribers_[place->index];
}

void room_feed::remove(connection& c) {
  auto place = place_of(c, this);
  if (place == c.feeds().end()) return;
  auto index = place->index;
  auto& leaving = subscribers_[index];
  if (!leaving.held) c.on_room_left(stay_of(leaving));
  c.feeds().erase(place);
  if (index + 1 != subscribers_.size()) {
    subscribers_[index] = std::move(subscribers_.back());
    place_of(*subscribers_[index].to, this)->index = index;
  }
  subscribers_.pop_back();
}

void room_feed::note_entry(std::uint64_t position, core::seq_t seq) {
  note_head(seq);
  if (ring_) ring_->add(position, seq);
}

void room_feed::remember_entries() {
  if (!ring_) ring_ = std::make_shared<delivery_ring>();
}

}  // namespace parley::net

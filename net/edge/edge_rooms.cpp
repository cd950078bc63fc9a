// What the edge hears of rooms, and to which connections it hands it on.

#include <algorithm>

#include "net/edge/edge.hpp"
#include "net/edge/event_frames.hpp"
#include "net/socket/look_ahead.hpp"

namespace parley::net {

namespace {

using namespace actors;

reply left_meanwhile(const origin& to) {
  return {to, core::failure{core::errc::conflict, "the room was left since"}};
}

const join_result* result_of(const reply& joined) {
  auto* result = std::get_if<std::shared_ptr<const join_result>>(&joined.body);
  return result == nullptr ? nullptr : result->get();
}

const profile_news* profile_in(const room_event& event) {
  const auto* news = std::get_if<user_news>(&event.body);
  return news == nullptr ? nullptr : std::get_if<profile_news>(news);
}

}  // namespace

room_feed& edge::feed_of(core::room_id room, const caf::actor& from) {
  auto& feed = feeds_[room];
  if (feed && feed->from() != from) {
    // The room restarted: whoever listened to its former life joins again.
    while (!feed->empty()) feed->remove(*feed->subscribers().back().to);
    feed.reset();
  }
  if (!feed) feed = std::make_unique<room_feed>(room, from);
  return *feed;
}

void edge::drop_feed_if_empty(core::room_id room) {
  auto found = feeds_.find(room);
  if (found == feeds_.end() || !found->second->empty()) return;
  caf::anon_send(found->second->from(), edge_idle{index_, found->second->seen});
  feeds_.erase(found);
}

void edge::leave_all_rooms(connection& c) {
  while (!c.feeds().empty()) {
    auto* feed = c.feeds().back().feed;
    auto room = feed->room();
    feed->remove(c);
    drop_feed_if_empty(room);
  }
}

void edge::on_event(const room_event_ptr& event) {
  auto found = feeds_.find(event->room);
  if (found == feeds_.end()) return;
  if (event->seq != 0)
    found->second->note_entry(recoveries_.next_position(), event->seq);
  event_frames frames{*event, home_};
  const bool for_all =
      !event->except && !event->hidden_from && event->once == 0;
  std::size_t count = 0;
  auto& subscribers = found->second->subscribers();
  for (std::size_t i = 0; i < subscribers.size(); ++i) {
    if (i + look_ahead < subscribers.size())
      prefetch(subscribers[i + look_ahead].to);
    auto& each = subscribers[i];
    if (each.held) {
      if (each.held->size() <= room_feed::most_held)
        each.held->push_back(event);
      continue;
    }
    if (!for_all && !is_for(*event, *each.to)) continue;
    each.to->push(frames.get(each.to->dialect(), each.words));
    ++count;
  }
  metrics().deliveries.add(count);
}

bool edge::is_for(const room_event& event, connection& c) {
  const auto& user = c.who()->user;
  if (event.except && user == event.except) return false;
  if (event.hidden_from && event.hidden_from->contains(user)) return false;
  if (event.once == 0) return true;
  if (const auto* seen = std::get_if<presence_changed>(&event.body))
    return told_.note(c.id(), seen->who, event.once);
  if (const auto* now = profile_in(event))
    return told_profiles_.note(c.id(), now->who.id, event.once);
  return true;
}

// What they look at is no room of theirs.
void edge::on_tell_lookers(const tell_lookers& order) {
  std::size_t count = 0;
  for (const auto& news : *order.news) {
    event_frames frames{*news.what, home_};
    for (auto id : news.to) {
      auto* c = find(id);
      if (c == nullptr || c->at() != connection::phase::open) continue;
      if (!is_for(*news.what, *c)) continue;
      c->push(frames.get(c->dialect(), room_words::channel));
      ++count;
    }
  }
  metrics().deliveries.add(count);
}

void edge::on_reply(const reply& answer) {
  if (auto* to = find(answer.to.connection)) to->push(answer);
}

void edge::on_subscribe(const subscribe& order) {
  auto& feed = feed_of(order.room, order.from);
  ++feed.seen;
  auto* c = find(order.connection);
  if (c != nullptr && c->at() == connection::phase::open)
    feed.add(*c, true, recoveries_.position());
  drop_feed_if_empty(order.room);
}

void edge::on_release(const release& order) {
  auto& feed = feed_of(order.room, order.from);
  ++feed.seen;
  auto* c = find(order.answer.to.connection);
  if (c == nullptr || c->at() != connection::phase::open)
    return drop_feed_if_empty(order.room);
  if (order.held && feed.find(*c) == nullptr) {
    c->push(left_meanwhile(order.answer.to));
    return drop_feed_if_empty(order.room);
  }
  feed.add(*c, false, recoveries_.position());
  answer_join(feed, *c, order);
}

void edge::answer_join(room_feed& feed, connection& c, const release& order) {
  auto& place = *feed.find(c);
  if (place.held && place.held->size() > room_feed::most_held) {
    place.held->clear();
    caf::anon_send(order.from,
                   hold_overflowed{order.room, order.answer.to, c.who()->user});
    return;
  }
  place.words = order.answer.to.words;
  auto held = std::move(place.held);
  if (held) place.since = recoveries_.position();
  const auto* result = result_of(order.answer);
  if (result != nullptr) feed.note_head(result->seq);
  if (c.is_recoverable()) feed.remember_entries();
  c.push(order.answer);
  if (!held) return;
  // The answer speaks of some of them already.
  if (result != nullptr)
    std::erase_if(*held, [&](const room_event_ptr& each) {
      return each->seq != 0 && each->seq <= result->seq;
    });
  c.push_held(*held, place.words);
}

void edge::on_unsubscribe(const unsubscribe& order) {
  auto found = feeds_.find(order.room);
  if (found == feeds_.end()) return;
  if (auto* c = find(order.connection)) found->second->remove(*c);
  drop_feed_if_empty(order.room);
}

void edge::expel_one(room_feed* feed, core::room_id room, connection& c) {
  bool heard = feed != nullptr && feed->find(c) != nullptr;
  if (heard) feed->remove(c);
  if (heard || c.hears_news())
    c.push(c.dialect().encode(notice{room_removed{room}}));
}

// All sockets of the user learn of it, whether they listen or not.
void edge::on_expel(const expel& order) {
  auto found = feeds_.find(order.room);
  auto* feed = found == feeds_.end() ? nullptr : found->second.get();
  for (auto* c : connections_of(order.user)) expel_one(feed, order.room, *c);
  drop_feed_if_empty(order.room);
}

void edge::on_expel_all(const expel_all& order) {
  auto found = feeds_.find(order.room);
  if (found == feeds_.end()) return;
  auto& feed = *found->second;
  while (!feed.empty())
    expel_one(&feed, order.room, *feed.subscribers().back().to);
  drop_feed_if_empty(order.room);
}

}  // namespace parley::net

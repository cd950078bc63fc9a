// The channels of groups, and everybody's rooms.

#include "actors/directory/directory.hpp"
#include "actors/directory/replies.hpp"
#include "core/validation.hpp"

namespace parley::actors {

directory_state::answered<core::room> directory_state::create_channel(
    const found_channel& ask) {
  using answer = core::result<core::room>;
  auto promise = self_->make_response_promise();
  if (auto ok = core::check_name(ask.name); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  with_permission(ask.by, ask.group, {core::action::create_channel},
                  [this, promise, ask](core::result<permission> may) mutable {
                    if (!may) return promise.deliver(answer{may.error()});
                    core::room room;
                    room.id = core::room_id::make();
                    room.parent = ask.group;
                    room.name = ask.name;
                    room.topic = ask.topic;
                    room.created_by = ask.by->user;
                    room.access = ask.access;
                    room.epoch = core::room_id::make().str().substr(24);
                    room.created_at = core::now();
                    links_->store.write(
                        self_, storage::create_room{std::move(room)},
                        [this, promise](answer stored) mutable {
                          if (stored)
                            announce({{channel_news::kind::created, *stored},
                                      {stored->created_by}});
                          promise.deliver(std::move(stored));
                        });
                  });
  return promise;
}

void directory_state::announce(const announce_channel& order) {
  const auto& channel = order.news.about;
  auto event = as_event(order.news);
  // Who hears the room knows of a change by its entry.
  bool known = order.news.what == channel_news::kind::updated;
  auto except = known ? channel.id : core::room_id{};
  if (order.turned) return announce_turn(order, event);
  if (channel.access == core::visibility::closed)
    return tell(order.members, event, except);
  group_telling all;
  all.group = channel.parent;
  all.what = event;
  all.except = except;
  tell_group(all);
}

// The others of the group see it from now on, or no longer.
void directory_state::announce_turn(const announce_channel& order,
                                    const room_event_ptr& event) {
  const auto& channel = order.news.about;
  tell(order.members, event, channel.id);
  auto others = order.news;
  others.what = channel.access == core::visibility::closed
                    ? channel_news::kind::deleted
                    : channel_news::kind::created;
  group_telling rest;
  rest.group = channel.parent;
  rest.what = as_event(std::move(others));
  rest.without = std::make_shared<const std::unordered_set<core::user_id>>(
      order.members.begin(), order.members.end());
  tell_group(rest);
}

directory_state::answered<std::vector<core::room>> directory_state::channels(
    const list_channels& ask) {
  using answer = core::result<std::vector<core::room>>;
  auto promise = self_->make_response_promise();
  with_permission(ask.by, ask.group, {core::action::view_group},
                  [this, promise, ask](core::result<permission> may) mutable {
                    if (!may) return promise.deliver(answer{may.error()});
                    const bool all = ask.by->role == core::server_role::admin;
                    bool inside = may->by.role || all;
                    if (!inside)
                      return promise.deliver(answer{std::vector<core::room>{}});
                    links_->store.read(
                        self_,
                        storage::list_group_rooms{ask.group, ask.by->user, all},
                        deliver_to<std::vector<core::room>>(promise));
                  });
  return promise;
}

directory_state::answered<storage::page<storage::room_overview>>
directory_state::rooms(const list_my_rooms& ask) {
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::list_user_rooms{ask.by->user, ask.cursor, ask.limit},
      deliver_to<storage::page<storage::room_overview>>(promise));
  return promise;
}

}  // namespace parley::actors

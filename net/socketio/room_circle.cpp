#include "net/socketio/room_circle.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace parley::net::socketio {

void room_circle::add(std::weak_ptr<room_space> one, reactor& home) {
  const auto* id = one.lock().get();
  std::lock_guard lock{mutex_};
  std::erase_if(places_,
                [](const place& each) { return each.space.expired(); });
  places_.push_back({std::move(one), id, &home});
}

std::size_t room_circle::with_others(
    const room_space& self, const std::function<void(room_space*)>& act) const {
  std::lock_guard lock{mutex_};
  std::size_t others = 0;
  for (const auto& each : places_) {
    if (each.id == &self || each.space.expired()) continue;
    ++others;
    boost::asio::post(each.home->io(),
                      [space = each.space, act] { act(space.lock().get()); });
  }
  return others;
}

}  // namespace parley::net::socketio

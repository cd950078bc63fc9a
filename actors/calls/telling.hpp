#pragma once

#include <caf/all.hpp>
#include <memory>
#include <vector>

#include "actors/messages/edge_orders.hpp"
#include "core/calls/call_machine.hpp"

namespace parley::actors {

/// What a device is told of a call.
inline room_event_ptr event_of(const call_ptr& call,
                               const core::call_tell& tell) {
  auto event = std::make_shared<room_event>();
  event->room = call->room;
  event->body = user_news{call_news{tell.what, call, tell.about, tell.at,
                                    tell.status, tell.reason}};
  return event;
}

/// To the edges, which know the sockets.
inline void tell_devices_of(caf::event_based_actor* self,
                            const std::vector<caf::actor>& edges,
                            const tell_devices& order) {
  for (const auto& edge : edges) self->send(edge, order);
}

/// To one socket alone.
inline void tell_socket(caf::event_based_actor* self,
                        const std::vector<caf::actor>& edges,
                        core::user_id user, connection_id socket,
                        room_event_ptr what) {
  self->send(edges.at(socket.edge()),
             tell_devices{user, std::move(what), {}, {}, socket});
}

}  // namespace parley::actors

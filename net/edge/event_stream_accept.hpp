#pragma once

#include <memory>
#include <vector>

#include "net/edge/edge.hpp"
#include "net/http/server_context.hpp"

namespace parley::net {

/// Offers server-sent events at `GET /events?channels=<id>,<id>…`: a feed to
/// read only, resumed by `Last-Event-ID` (or `?lastEventId=`). The token comes
/// by `Authorization` or `?token=`. `edges` by reactor; `to` outlives them.
void add_event_streams(http::server_context& to,
                       const std::vector<std::shared_ptr<edge>>& edges);

}  // namespace parley::net

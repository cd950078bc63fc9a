#include "net/edge/event_stream_accept.hpp"

#include <algorithm>
#include <string>

#include "net/edge/event_stream.hpp"
#include "net/http/bearer_token.hpp"
#include "net/http/response.hpp"
#include "net/reactor/reactor.hpp"
#include "net/socket/websocket_accept.hpp"

namespace parley::net {

namespace {

using http::response;

constexpr std::size_t most_rooms = 100;

core::failure invalid(std::string why) {
  return {core::errc::invalid_request, std::move(why)};
}

core::result<std::vector<stream_room>> rooms_of(const http::request& asked) {
  std::vector<stream_room> rooms;
  std::string_view rest = asked.query.get("channels").value_or("");
  while (!rest.empty()) {
    auto comma = std::min(rest.find(','), rest.size());
    auto room = core::room_id::parse(rest.substr(0, comma));
    bool known = room && std::ranges::find(rooms, *room, &stream_room::room) !=
                             rooms.end();
    if (!room || known)
      return invalid("channels must be ids of channels, each once");
    rooms.push_back({*room, {}});
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (rooms.empty() || rooms.size() > most_rooms)
    return invalid("channels must name from 1 to " +
                   std::to_string(most_rooms) + " channels");
  auto last = asked.header("Last-Event-ID");
  if (last.empty()) last = asked.query.get("lastEventId").value_or("");
  if (!last.empty() && !read_stream_position(last, rooms))
    return invalid("Last-Event-ID is not one of a stream of these channels");
  return rooms;
}

std::string token_of(const http::request& asked) {
  auto token = http::bearer_token(asked.header("Authorization"));
  return std::string{token.empty() ? asked.query.get("token").value_or("")
                                   : token};
}

class stream_route {
 public:
  stream_route(const http::server_context& http,
               const std::vector<std::shared_ptr<edge>>& edges)
      : http_(http), edges_(edges) {}

  std::optional<response> operator()(http::upgrade_request request) const {
    const auto& asked = request.head;
    auto& home = *edges_.at(reactor::current()->index());
    auto claims = home.verify(token_of(asked));
    if (!claims) return http::error(claims.error(), asked);
    auto rooms = rooms_of(asked);
    if (!rooms) return http::error(rooms.error(), asked);
    const auto& context = home.context();
    if (static_cast<std::size_t>(context.metrics->connections.value()) >=
        context.settings->max_connections)
      return http::error({core::errc::busy, "too many connections", 5000},
                         asked);
    boost::system::error_code failed;
    auto fd = request.socket.release(failed);
    if (failed) return vanished();
    auto& stream = home.add<event_stream>(fd, std::move(*rooms), asked, http_);
    stream.authorize(claims->who, claims->expires_at);
    stream.start();
    return std::nullopt;
  }

 private:
  const http::server_context& http_;
  std::vector<std::shared_ptr<edge>> edges_;
};

}  // namespace

void add_event_streams(http::server_context& to,
                       const std::vector<std::shared_ptr<edge>>& edges) {
  to.streams.add("/events", stream_route{to, edges});
}

}  // namespace parley::net

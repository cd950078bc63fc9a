#include "net/edge/socket_upgrade.hpp"

#include <algorithm>
#include <string>

#include "net/edge/plain_connection.hpp"
#include "net/http/bearer_token.hpp"
#include "net/http/response.hpp"
#include "net/reactor/reactor.hpp"
#include "net/socket/websocket_accept.hpp"

namespace parley::net {

namespace {

using http::response;

std::string_view token_from(const http::request& from) {
  auto token = http::bearer_token(from.header("Authorization"));
  return token.empty() ? from.query.get("token").value_or(token) : token;
}

std::vector<std::string_view> protocols() {
  std::vector<std::string_view> names;
  for (const auto& each : socket_dialects())
    if (!each.protocol.empty()) names.push_back(each.protocol);
  return names;
}

const socket_dialect& dialect_of(std::string_view protocol) {
  return *std::ranges::find(socket_dialects(), protocol,
                            &socket_dialect::protocol);
}

class plain_socket_upgrade {
 public:
  plain_socket_upgrade(const http::cors_policy& origins,
                       const std::vector<std::shared_ptr<edge>>& edges)
      : origins_(origins), edges_(edges) {}

  std::optional<response> operator()(http::upgrade_request request) const {
    const auto& head = request.head;
    auto offer = offer_of(head, {}, protocols());
    if (offer.refused) return std::move(offer.refused);
    // CORS does not cover sockets: another site's page could use the user's
    // credentials (cross-site WebSocket hijacking).
    if (!origins_.allows_socket(head.header("Origin"), head.header("Host")))
      return http::error({core::errc::forbidden, "this origin is not allowed"},
                         head);
    auto& home = *edges_.at(reactor::current()->index());
    const auto& context = home.context();
    if (static_cast<std::size_t>(context.metrics->connections.value()) >=
        context.settings->max_connections)
      return http::error({core::errc::busy, "too many connections", 5000},
                         head);
    return take_over(request, offer.agreed, home);
  }

 private:
  // A bad token is refused before the upgrade, where the reason can be read;
  // without one the socket has some time for `authenticate`.
  std::optional<response> take_over(http::upgrade_request& request,
                                    const websocket::agreement& agreed,
                                    edge& home) const {
    auto token = token_from(request.head);
    core::result<actors::access_claims> claims = actors::access_claims{};
    if (!token.empty()) {
      claims = home.verify(token);
      if (!claims) return http::error(claims.error(), request.head);
    }
    auto taken = take_socket(request, agreed);
    if (!taken) return vanished();
    auto& c =
        home.add<plain_connection>(dialect_of(agreed.protocol), taken->fd);
    if (!token.empty()) c.authorize(claims->who, claims->expires_at);
    c.start(std::move(taken->greeting), request.leftover);
    return std::nullopt;
  }

  const http::cors_policy& origins_;
  std::vector<std::shared_ptr<edge>> edges_;
};

}  // namespace

void add_plain_socket(http::server_context& to,
                      const std::vector<std::shared_ptr<edge>>& edges) {
  to.upgrades.add("/ws", plain_socket_upgrade{to.cors, edges});
}

}  // namespace parley::net

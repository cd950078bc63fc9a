#include "net/edge/socket_upgrade.hpp"

#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "net/http/response.hpp"
#include "net/reactor/reactor.hpp"
#include "net/websocket/handshake.hpp"

namespace parley::net {

namespace {

using http::response;

std::string_view version_text(int version) {
  return version == 11 ? "HTTP/1.1" : "HTTP/1.0";
}

response refuse(const websocket::refusal& why) {
  auto answer = response::content("text/plain; charset=utf-8",
                                  std::string{why.reason}, why.http_status);
  if (why.http_status == 426) answer.headers.set("Sec-WebSocket-Version", "13");
  return answer;
}

std::string_view token_of(const http::request& from) {
  constexpr std::string_view scheme = "bearer ";
  auto header = from.header("Authorization");
  if (header.size() > scheme.size() &&
      http::iequals(header.substr(0, scheme.size()), scheme))
    return header.substr(scheme.size());
  return from.query.get("token").value_or(std::string_view{});
}

// The socket is new and its buffer empty: these few bytes always fit.
bool send_all(int fd, const std::string& text) {
  auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent == static_cast<ssize_t>(text.size());
}

class plain_socket_upgrade {
 public:
  plain_socket_upgrade(const http::cors_policy& origins,
                       const std::vector<std::shared_ptr<edge>>& edges)
      : origins_(origins), edges_(edges) {}

  std::optional<response> operator()(http::upgrade_request request) const {
    const auto& head = request.head;
    auto agreed = websocket::negotiate(
        {"GET", version_text(head.version), head.header("Host"),
         head.header("Upgrade"), head.header("Connection"),
         head.header("Sec-WebSocket-Key"), head.header("Sec-WebSocket-Version"),
         head.header("Sec-WebSocket-Protocol")});
    if (!agreed) return refuse(agreed.error());
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
    return take_over(request, *agreed, home);
  }

 private:
  // A bad token is refused before the upgrade, where the reason can be read;
  // without one the socket has some time for `authenticate`.
  std::optional<response> take_over(http::upgrade_request& request,
                                    const websocket::agreement& agreed,
                                    edge& home) const {
    auto token = token_of(request.head);
    core::result<actors::access_claims> claims = actors::access_claims{};
    if (!token.empty()) {
      claims = home.verify(token);
      if (!claims) return http::error(claims.error(), request.head);
    }
    std::string text;
    websocket::append_switching_protocols(text, agreed);
    boost::system::error_code failed;
    request.socket.set_option(boost::asio::ip::tcp::no_delay(true), failed);
    bool authenticated = !token.empty();
    int fd = request.socket.release(failed);
    if (failed || !send_all(fd, text)) return lost(request, fd);
    auto* c = home.adopt(fd, plain_json());
    if (authenticated) c->authorize(claims->who, claims->expires_at);
    c->start(request.leftover);
    return std::nullopt;
  }

  // The peer went away during the handshake.
  static std::optional<response> lost(http::upgrade_request& request, int fd) {
    boost::system::error_code ignored;
    request.socket.assign(boost::asio::ip::tcp::v4(), fd, ignored);
    response answer;
    answer.status = 400;
    answer.close = true;
    return answer;
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

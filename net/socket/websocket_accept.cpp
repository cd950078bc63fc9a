#include "net/socket/websocket_accept.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <string>

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

}  // namespace

socket_offer offer_of(const http::request& head,
                      const websocket::deflate_policy& deflate,
                      std::span<const std::string_view> protocols) {
  auto agreed = websocket::negotiate(
      {"GET", version_text(head.version), head.header("Host"),
       head.header("Upgrade"), head.header("Connection"),
       head.header("Sec-WebSocket-Key"), head.header("Sec-WebSocket-Version"),
       head.header("Sec-WebSocket-Protocol"),
       head.header("Sec-WebSocket-Extensions")},
      protocols, deflate);
  if (!agreed) return {refuse(agreed.error()), {}};
  return {std::nullopt, *agreed};
}

std::optional<taken_socket> take_socket(http::upgrade_request& request,
                                        const websocket::agreement& agreed) {
  boost::system::error_code failed;
  taken_socket taken{request.socket.release(failed), {}};
  if (failed) return std::nullopt;
  websocket::append_switching_protocols(taken.greeting, agreed);
  return taken;
}

response vanished() {
  response answer;
  answer.status = 400;
  answer.close = true;
  return answer;
}

}  // namespace parley::net

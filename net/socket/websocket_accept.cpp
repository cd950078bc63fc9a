#include "net/socket/websocket_accept.hpp"

#include <sys/socket.h>

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

// The socket is new and its buffer empty: these few bytes always fit.
bool send_all(int fd, const std::string& text) {
  auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent == static_cast<ssize_t>(text.size());
}

}  // namespace

socket_offer offer_of(const http::request& head) {
  auto agreed = websocket::negotiate(
      {"GET", version_text(head.version), head.header("Host"),
       head.header("Upgrade"), head.header("Connection"),
       head.header("Sec-WebSocket-Key"), head.header("Sec-WebSocket-Version"),
       head.header("Sec-WebSocket-Protocol")});
  if (!agreed) return {refuse(agreed.error()), {}};
  return {std::nullopt, *agreed};
}

int take_socket(http::upgrade_request& request,
                const websocket::agreement& agreed) {
  std::string text;
  websocket::append_switching_protocols(text, agreed);
  boost::system::error_code failed;
  request.socket.set_option(boost::asio::ip::tcp::no_delay(true), failed);
  int fd = request.socket.release(failed);
  if (!failed && send_all(fd, text)) return fd;
  boost::system::error_code ignored;
  request.socket.assign(boost::asio::ip::tcp::v4(), fd, ignored);
  return -1;
}

response vanished() {
  response answer;
  answer.status = 400;
  answer.close = true;
  return answer;
}

}  // namespace parley::net

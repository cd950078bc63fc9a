#include "tests/net/http/loopback.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <chrono>
#include <stdexcept>

namespace parley::net::http::testing {

namespace {

using boost::system::error_code;

constexpr std::chrono::seconds patience{20};

std::string_view cut_line(std::string_view& text) {
  auto end = text.find("\r\n");
  auto line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

answer parse_head(std::string_view head) {
  answer out;
  auto status = cut_line(head);
  if (!status.starts_with("HTTP/1.1 "))
    throw std::runtime_error("not an answer: " + std::string{status});
  out.status = std::stoi(std::string{status.substr(9, 3)});
  out.reason = status.substr(13);
  while (!head.empty()) {
    auto line = cut_line(head);
    auto colon = line.find(": ");
    out.headers.add(line.substr(0, colon), line.substr(colon + 2));
  }
  return out;
}

}  // namespace

raw_client::raw_client(unsigned short port) {
  socket_.connect({asio::ip::address_v4::loopback(), port});
  socket_.set_option(asio::ip::tcp::no_delay(true));
  timeval bound{.tv_sec = patience.count(), .tv_usec = 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &bound,
               sizeof bound);
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &bound,
               sizeof bound);
}

void raw_client::send(std::string_view bytes) {
  asio::write(socket_, asio::buffer(bytes));
}

void raw_client::send_bytewise(std::string_view bytes) {
  for (const char& byte : bytes) asio::write(socket_, asio::buffer(&byte, 1));
}

bool raw_client::fill() {
  char bytes[16384];
  auto size = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
  if (size < 0 && errno == EAGAIN)
    throw std::runtime_error("the server said nothing for too long");
  if (size <= 0) return false;
  unread_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

answer raw_client::read(bool to_head) {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) throw std::runtime_error("closed before an answer");
  auto out = parse_head(take(end + 4).substr(0, end + 2));
  auto length = out.headers.get("Content-Length");
  auto size = length.empty() || to_head ? 0 : std::stoul(std::string{length});
  out.body = take(size);
  return out;
}

std::string raw_client::take(std::size_t size) {
  while (unread_.size() < size)
    if (!fill()) throw std::runtime_error("closed too early");
  auto bytes = unread_.substr(0, size);
  unread_.erase(0, size);
  return bytes;
}

bool raw_client::closed() { return unread_.empty() && !fill(); }

void raw_client::reset() {
  socket_.set_option(asio::socket_base::linger(true, 0));
  socket_.close();
}

void raw_client::finish() {
  socket_.shutdown(asio::socket_base::shutdown_send);
}

loopback::loopback(const setup& prepare)
    : acceptor_(reactor_, {asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()) {
  prepare(context_);
  asio::co_spawn(reactor_, accept(), asio::detached);
  thread_ = std::thread{[this] { reactor_.run(); }};
}

loopback::~loopback() {
  on_reactor([this] {
    acceptor_.close();
    set_.close_all();
  });
  thread_.join();
}

asio::awaitable<void> loopback::accept() {
  for (;;) {
    error_code ec;
    auto accepting = acceptor_.async_accept(
        reactor_, asio::redirect_error(asio::use_awaitable, ec));
    tcp_socket socket = co_await std::move(accepting);
    if (ec) co_return;
    asio::co_spawn(reactor_, serve(std::move(socket), context_, set_),
                   asio::detached);
  }
}

void loopback::wait_for_connections(std::size_t count) {
  auto end = std::chrono::steady_clock::now() + patience;
  while (on_reactor([this] { return set_.size(); }) != count)
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("connections did not come to an end");
}

void add_sample_routes(server_context& context) {
  auto& routes = context.routes;
  routes.add(verb::get, "/hello", [](request&) -> asio::awaitable<response> {
    co_return response::json(200, R"({"hello":"world"})");
  });
  auto echo = [](request& from) -> asio::awaitable<response> {
    co_return response::content("text/plain", from.body);
  };
  routes.add(verb::post, "/echo", echo);
  routes.add(verb::post, "/json", echo, json_body);
  routes.add(verb::get, "/throws", [](request&) -> asio::awaitable<response> {
    throw std::runtime_error("the handler's secret");
    co_return response{};
  });
  routes.add(verb::get, "/big", [](request&) -> asio::awaitable<response> {
    co_return response::content("text/plain", std::string(32 << 20, 'x'));
  });
}

}  // namespace parley::net::http::testing

#include "net/listener.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "config/listen_address.hpp"
#include "config/logging.hpp"

namespace parley::net {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int backlog = 4096;
// Out of descriptors: connections that end make room again.
constexpr std::chrono::milliseconds pause_when_full{100};

core::result<tcp::endpoint> parse_address(const std::string& text) {
  auto found = config::read_listen_address(text);
  if (found)
    return tcp::endpoint{asio::ip::make_address(found->host), found->port};
  return core::failure{
      core::errc::invalid_request,
      "cannot listen on '" + text + "': write host:port with a numeric host"};
}

std::string url_of(const tcp::endpoint& bound) {
  auto address = bound.address();
  auto host = address.is_unspecified() ? std::string{"127.0.0.1"}
              : address.is_v6()        ? "[" + address.to_string() + "]"
                                       : address.to_string();
  return "http://" + host + ":" + std::to_string(bound.port());
}

}  // namespace

listener::listener(std::vector<std::unique_ptr<reactor>>& reactors,
                   serve_function serve, load_function load)
    : reactors_(reactors),
      serve_(std::move(serve)),
      load_(std::move(load)),
      under_way_(reactors.size()),
      acceptor_(reactors.front()->io()) {}

core::result<std::unique_ptr<listener>> listener::open(
    const std::string& address, std::vector<std::unique_ptr<reactor>>& reactors,
    serve_function serve, load_function load) {
  auto endpoint = parse_address(address);
  if (!endpoint) return endpoint.error();
  std::unique_ptr<listener> made{
      new listener(reactors, std::move(serve), std::move(load))};
  auto& acceptor = made->acceptor_;
  boost::system::error_code failed;
  acceptor.open(endpoint->protocol(), failed);
  if (!failed) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor.bind(*endpoint, failed);
  if (!failed) acceptor.listen(backlog, failed);
  if (failed)
    return core::failure{
        core::errc::unavailable,
        "cannot listen on " + address + ": " + failed.message()};
  made->url_ = url_of(acceptor.local_endpoint());
  return made;
}

std::string listener::url() const { return url_; }

void listener::start() {
  accepting_ =
      asio::co_spawn(acceptor_.get_executor(), accept_all(), asio::use_future);
}

void listener::stop() {
  close();
  if (accepting_.valid()) accepting_.get();
  for (auto& each : under_way_)
    while (auto left = each.load()) each.wait(left);
}

void listener::close() {
  std::promise<void> closed;
  asio::post(acceptor_.get_executor(), [&] {
    accept_waiting();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    closed.set_value();
  });
  closed.get_future().wait();
}

// Of equals any: what clients do has a rhythm, and dealing must not follow it.
reactor& listener::next_home() {
  std::size_t best = dice_() % reactors_.size();
  auto load_of = [this](std::size_t i) { return load_(i) + under_way_[i]; };
  auto least = load_of(best);
  for (std::size_t i = 0; i < reactors_.size(); ++i)
    if (auto load = load_of(i); load < least) {
      best = i;
      least = load;
    }
  return *reactors_[best];
}

// To their clients they are open already: closing the acceptor would reset
// them, and what was asked on them would be lost.
void listener::accept_waiting() {
  boost::system::error_code failed;
  acceptor_.non_blocking(true, failed);
  while (!failed) {
    auto& home = next_home();
    http::tcp_socket socket = acceptor_.accept(home.io(), failed);
    if (!failed) deal_out(home, std::move(socket));
  }
}

asio::awaitable<void> listener::accept_all() {
  asio::steady_timer pause{acceptor_.get_executor()};
  while (acceptor_.is_open()) {
    auto& home = next_home();
    boost::system::error_code failed;
    auto token = asio::redirect_error(asio::use_awaitable, failed);
    http::tcp_socket socket = co_await acceptor_.async_accept(home.io(), token);
    if (!failed) {
      deal_out(home, std::move(socket));
    } else if (acceptor_.is_open()) {
      config::log(config::log_level::warn, "listener cannot accept",
                  {{"why", failed.message()}});
      pause.expires_after(pause_when_full);
      co_await pause.async_wait(token);
    }
  }
}

void listener::deal_out(reactor& home, http::tcp_socket socket) {
  if (&home == reactor::current()) return serve_(home, std::move(socket));
  ++under_way_[home.index()];
  asio::post(home.io(), [this, &home, s = std::move(socket)]() mutable {
    serve_(home, std::move(s));
    auto& under_way = under_way_[home.index()];
    --under_way;
    under_way.notify_all();
  });
}

}  // namespace parley::net

#include "net/http/connection.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/http/exchange.hpp"
#include "net/http/transport.hpp"

namespace parley::net::http {

namespace {

namespace asio = boost::asio;

// The life of one connection between its requests.
class connection {
 public:
  connection(tcp_socket socket, const server_context& context,
             connection_set& set)
      : wire_(std::move(socket)), context_(context), place_(set, wire_) {}

  asio::awaitable<void> run() {
    boost::system::error_code gone;
    auto peer = wire_.socket().remote_endpoint(gone).address();
    if (gone) co_return;
    wire_.expect_within(context_.limits.header_time);
    for (bool fresh = true;; fresh = false) {
      auto waiting = next_request(fresh);
      bool asked = co_await std::move(waiting);
      if (!asked) co_return;
      auto answering = answer(peer, fresh);
      auto outcome = co_await std::move(answering);
      if (outcome == exchange::outcome::gone) co_return;
      if (outcome == exchange::outcome::close) break;
      wire_.expect_within(context_.limits.keep_alive_time);
    }
    auto lingering = wire_.linger();
    co_await std::move(lingering);
  }

 private:
  // True once there are bytes of a request. Nothing is lost by closing while
  // this waits.
  asio::awaitable<bool> next_request(bool fresh) {
    if (!wire_.unread().empty()) {
      // Pipelined requests take turns with the other connections.
      auto turn =
          asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
      co_await std::move(turn);
      co_return true;
    }
    if (fresh) {
      place_.set_fresh();
      if (place_.draining()) wire_.expect_within(connection_set::first_words);
    } else {
      if (place_.draining() && !wire_.has_arrived()) co_return false;
      place_.set_idle();
    }
    auto reading = wire_.read();
    bool asked = co_await std::move(reading);
    place_.set_busy();
    if (place_.draining()) wire_.expect_within(context_.limits.header_time);
    co_return asked;
  }

  // A coroutine of its own, so that request and parser are gone while idle.
  asio::awaitable<exchange::outcome> answer(const asio::ip::address& peer,
                                            bool fresh) {
    exchange one{wire_, context_, place_};
    auto running = one.run(peer, fresh);
    auto outcome = co_await std::move(running);
    co_return outcome;
  }

  transport wire_;
  const server_context& context_;
  connection_set::member place_;
};

}  // namespace

asio::awaitable<void> serve(tcp_socket socket, const server_context& context,
                            connection_set& set) {
  try {
    connection one{std::move(socket), context, set};
    auto running = one.run();
    co_await std::move(running);
  } catch (...) {
    // A logging callback threw, or memory ran out: only this connection ends.
  }
}

}  // namespace parley::net::http

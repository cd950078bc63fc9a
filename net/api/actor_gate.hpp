#pragma once

// How HTTP handlers, which are coroutines, ask actors and wait for the answer.

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <caf/all.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "actors/messages/registry_orders.hpp"
#include "actors/messages/storage_orders.hpp"
#include "actors/placement.hpp"
#include "core/result.hpp"

namespace parley::net::api {

/// Work for the gate of this reactor: it may request and use stores.
struct gate_job {
  std::function<void(caf::event_based_actor* gate)> run;
};

}  // namespace parley::net::api

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::api::gate_job)

namespace parley::net::api {

/// One per reactor, pinned to it: asks on behalf of that reactor's coroutines,
/// so that an answer resumes its coroutine on the thread it belongs to.
class actor_gate final : public actors::placed_actor {
 public:
  actor_gate(caf::actor_config& config, int index);
  caf::behavior make_behavior() override;
  const char* name() const override { return "actor_gate"; }
};

/// An actor that does not answer within this time is a failure (unavailable).
inline constexpr std::chrono::seconds ask_patience{35};

core::failure no_answer(const caf::error& why);

/// Runs `start(gate, done)` in the gate and waits until `done(result)` is
/// called, on this reactor or any other thread.
template <class T, class Start>
boost::asio::awaitable<core::result<T>> in_gate(caf::actor gate, Start start) {
  namespace asio = boost::asio;
  auto initiate = [gate, start](auto handler) {
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    auto done = [waiting](core::result<T> got) {
      auto executor = asio::get_associated_executor(*waiting);
      asio::post(executor, [waiting, got = std::move(got)]() mutable {
        std::move (*waiting)(std::move(got));
      });
    };
    caf::anon_send(gate, gate_job{[start, done](caf::event_based_actor* self) {
                     start(self, done);
                   }});
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                          void(core::result<T>)>(
      initiate, asio::use_awaitable);
}

/// Sends `content` to `to` and waits for its `core::result<T>`.
template <class T>
boost::asio::awaitable<core::result<T>> ask(caf::actor gate, caf::actor to,
                                            caf::message content) {
  auto start = [to, content](caf::event_based_actor* self, auto done) {
    self->request(to, ask_patience, content)
        .then([done](core::result<T>& got) { done(std::move(got)); },
              [done](caf::error& why) { done(no_answer(why)); });
  };
  co_return co_await in_gate<T>(gate, start);
}

}  // namespace parley::net::api

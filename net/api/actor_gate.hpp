#pragma once

// How HTTP handlers, which are coroutines, ask actors and wait for the answer.

#include <boost/asio/awaitable.hpp>
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

/// Runs in the gate and calls `wake` in the end, on any thread.
using gate_work = std::function<void(caf::event_based_actor* gate,
                                     std::function<void()> wake)>;
/// Gives the work to the gate and waits, on this reactor, until it wakes.
boost::asio::awaitable<void> run_in_gate(caf::actor gate, gate_work work);

/// Runs `start(gate, done)` in the gate and waits until `done(result)` is
/// called, on this reactor or any other thread.
template <class T, class Start>
boost::asio::awaitable<core::result<T>> in_gate(caf::actor gate, Start start) {
  auto got = std::make_shared<core::result<T>>(core::failure{});
  gate_work work = [got, start = std::move(start)](caf::event_based_actor* self,
                                                   std::function<void()> wake) {
    start(self, [got, wake = std::move(wake)](core::result<T> value) {
      *got = std::move(value);
      wake();
    });
  };
  co_await run_in_gate(std::move(gate), std::move(work));
  co_return std::move(*got);
}

/// Sends `content` to `to` and waits for its `core::result<T>`.
template <class T>
boost::asio::awaitable<core::result<T>> ask(
    caf::actor gate, caf::actor to, caf::message content,
    std::chrono::milliseconds patience = ask_patience) {
  auto start = [to, content, patience](caf::event_based_actor* self,
                                       auto done) {
    self->request(to, patience, content)
        .then([done](core::result<T>& got) { done(std::move(got)); },
              [done](caf::error& why) { done(no_answer(why)); });
  };
  co_return co_await in_gate<T>(gate, start);
}

}  // namespace parley::net::api

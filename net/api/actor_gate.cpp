#include "net/api/actor_gate.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "actors/house_rules.hpp"

namespace parley::net::api {

core::failure no_answer(const caf::error& why) {
  if (why == caf::sec::request_timeout)
    return {core::errc::unavailable, "this takes too long at the moment", 1000};
  return {core::errc::unavailable, {}, 1000};
}

actor_gate::actor_gate(caf::actor_config& config, int index)
    : placed_actor(config) {
  pin(index);
}

caf::behavior actor_gate::make_behavior() {
  actors::follow_house_rules(this);
  return {[this](const gate_job& job) { job.run(this); }};
}

boost::asio::awaitable<void> run_in_gate(caf::actor gate, gate_work work) {
  namespace asio = boost::asio;
  auto initiate = [gate, &work](auto handler) {
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    auto wake = [waiting] {
      auto executor = asio::get_associated_executor(*waiting);
      asio::post(executor, [waiting] { std::move (*waiting)(); });
    };
    caf::anon_send(gate, gate_job{[work = std::move(work),
                                   wake](caf::event_based_actor* self) {
                     work(self, wake);
                   }});
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      initiate, asio::use_awaitable);
}

}  // namespace parley::net::api

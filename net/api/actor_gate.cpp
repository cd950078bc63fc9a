#include "net/api/actor_gate.hpp"

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

}  // namespace parley::net::api

#include "tests/actors/support/stage.hpp"

namespace parley::actors::testing {

stage::configuration::configuration() {
  set("scheduler.policy", caf::atom("testing"));
}

stage::stage() = default;

stage::~stage() {
  // Ending one may start or wake others: again until all are gone.
  for (std::size_t i = 0; i < actors_.size(); ++i)
    caf::anon_send_exit(actors_[i], caf::exit_reason::kill);
  run();
  actors_.clear();
}

caf::scheduler::test_coordinator& stage::scheduler() {
  return static_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
}

caf::actor stage::keep(caf::actor made) {
  made->attach_functor([ended = ended_, id = made.id()](const caf::error& why) {
    ended->emplace(id, why);
  });
  actors_.push_back(made);
  return made;
}

void stage::pass(std::chrono::milliseconds time) {
  auto& clock = scheduler().clock();
  run();
  auto end = clock.now() + time;
  while (!clock.schedule().empty() && clock.schedule().begin()->first <= end) {
    clock.trigger_timeout();
    run();
  }
  clock.current_time = end;
}

// Before everything that waits, as an exception in the handler would be.
void stage::crash(const caf::actor& who) {
  who->eq_impl(
      caf::make_message_id(caf::message_priority::high), nullptr, nullptr,
      caf::exit_msg{who.address(), caf::make_error(caf::sec::runtime_error)});
  run();
}

bool stage::alive(const caf::actor& who) const {
  return !ended_->contains(who.id());
}

std::optional<caf::error> stage::ending_of(const caf::actor& who) const {
  auto found = ended_->find(who.id());
  if (found == ended_->end()) return std::nullopt;
  return found->second;
}

}  // namespace parley::actors::testing

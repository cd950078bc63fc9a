#include "net/reactor/reactor_scheduler.hpp"

#include <boost/asio/post.hpp>
#include <caf/group.hpp>
#include <utility>

#include "actors/placement.hpp"

namespace parley::net {

reactor_scheduler& reactor_scheduler::of(caf::actor_system& system) {
  return static_cast<reactor_scheduler&>(system.scheduler());
}

void reactor_scheduler::start() {
  for (std::size_t i = 0; i < num_workers_; ++i)
    reactors_.push_back(
        std::make_unique<reactor>(system(), i, max_throughput_));
  for (auto& each : reactors_) each->start();
  abstract_coordinator::start();
}

void reactor_scheduler::stop() {
  stop_actors();
  for (auto& each : reactors_) each->stop();
  // Dropping a job can make another one ready, on any reactor.
  for (auto& each : reactors_) each->timers().cancel_all();
  for (int round = 0; round < 2; ++round)
    for (auto& each : reactors_) each->drop_jobs();
}

reactor& reactor_scheduler::any() {
  return *reactors_[next_worker_++ % reactors_.size()];
}

void reactor_scheduler::route(caf::resumable* job) {
  auto* here = reactor::current();
  if (job->subtype() != caf::resumable::io_actor) {
    (here != nullptr ? *here : any()).push(job);
    return;
  }
  auto& actor = *static_cast<actors::placed_actor*>(job);
  int last = actor.worker.load(std::memory_order_relaxed);
  if (actor.pinned() || (here == nullptr && last >= 0)) {
    reactors_[static_cast<std::size_t>(last)]->push(job);
    return;
  }
  auto& home = here != nullptr ? *here : any();
  int index = static_cast<int>(home.index());
  if (last != index) actor.worker.store(index, std::memory_order_relaxed);
  home.push(job);
}

// -- clock --------------------------------------------------------------------

template <class Action>
void reactor_clock::on_first(Action action) {
  auto* first = reactors_.front().get();
  boost::asio::post(first->io(), [first, action = std::move(action)]() mutable {
    action(first->timers());
  });
}

void reactor_clock::set_ordinary_timeout(time_point t,
                                         caf::abstract_actor* self,
                                         caf::atom_value type,
                                         std::uint64_t id) {
  if (auto* here = reactor::current())
    return here->timers().set_ordinary_timeout(t, self, type, id);
  on_first([=, keep = caf::actor_cast<caf::strong_actor_ptr>(self)](
               timer_queue& timers) {
    timers.set_ordinary_timeout(t, keep->get(), type, id);
  });
}

void reactor_clock::set_multi_timeout(time_point t, caf::abstract_actor* self,
                                      caf::atom_value type, std::uint64_t id) {
  if (auto* here = reactor::current())
    return here->timers().set_multi_timeout(t, self, type, id);
  on_first([=, keep = caf::actor_cast<caf::strong_actor_ptr>(self)](
               timer_queue& timers) {
    timers.set_multi_timeout(t, keep->get(), type, id);
  });
}

void reactor_clock::set_request_timeout(time_point t, caf::abstract_actor* self,
                                        caf::message_id id) {
  if (auto* here = reactor::current())
    return here->timers().set_request_timeout(t, self, id);
  on_first([=, keep = caf::actor_cast<caf::strong_actor_ptr>(self)](
               timer_queue& timers) {
    timers.set_request_timeout(t, keep->get(), id);
  });
}

void reactor_clock::cancel_ordinary_timeout(caf::abstract_actor* self,
                                            caf::atom_value type) {
  if (auto* here = reactor::current())
    return here->timers().cancel_ordinary_timeout(self, type);
  on_first([=, keep = caf::actor_cast<caf::strong_actor_ptr>(self)](
               timer_queue& timers) {
    timers.cancel_ordinary_timeout(keep->get(), type);
  });
}

void reactor_clock::cancel_request_timeout(caf::abstract_actor* self,
                                           caf::message_id id) {
  if (auto* here = reactor::current())
    return here->timers().cancel_request_timeout(self, id);
  on_first([=, keep = caf::actor_cast<caf::strong_actor_ptr>(self)](
               timer_queue& timers) {
    timers.cancel_request_timeout(keep->get(), id);
  });
}

void reactor_clock::cancel_timeouts(caf::abstract_actor* self) {
  // From another thread (a detached actor that ends) there is nothing to win:
  // what it left in the first reactor's queue expires unnoticed.
  if (auto* here = reactor::current()) here->timers().cancel_timeouts(self);
}

void reactor_clock::schedule_message(time_point t,
                                     caf::strong_actor_ptr receiver,
                                     caf::mailbox_element_ptr content) {
  if (auto* here = reactor::current())
    return here->timers().schedule_message(t, std::move(receiver),
                                           std::move(content));
  on_first([t, receiver = std::move(receiver),
            content = std::move(content)](timer_queue& timers) mutable {
    timers.schedule_message(t, std::move(receiver), std::move(content));
  });
}

void reactor_clock::schedule_message(time_point t, caf::group target,
                                     caf::strong_actor_ptr sender,
                                     caf::message content) {
  on_first([=](timer_queue& timers) {
    timers.schedule_message(t, target, sender, content);
  });
}

void reactor_clock::cancel_all() {
  for (auto& each : reactors_)
    boost::asio::post(each->io(),
                      [queue = &each->timers()] { queue->cancel_all(); });
}

}  // namespace parley::net

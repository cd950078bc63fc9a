#include "bench/tester/team.hpp"

#include <algorithm>
#include <exception>
#include <random>
#include <thread>

#include "bench/tester/seating.hpp"

namespace parley::bench {

namespace {

std::string make_run_id(std::size_t thread) {
  std::random_device entropy;
  return "b" + std::to_string(entropy()) + '-' + std::to_string(thread);
}

}  // namespace

team::team(const options& how, const dialect& speech)
    : how_(how), speech_(speech) {
  for (const auto& seats : assign_seats(how, speech))
    crowds_.push_back(std::make_unique<crowd>(how, speech, seats));
}

template <class Phase>
void team::on_each(Phase phase) {
  if (crowds_.size() == 1) return phase(0);
  std::vector<std::exception_ptr> failures(crowds_.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < crowds_.size(); ++i)
      threads.emplace_back([&, i] {
        try {
          phase(i);
        } catch (...) {
          failures[i] = std::current_exception();
        }
      });
  }
  for (auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

void team::open_all() {
  auto deadline = now_ns() + seconds_to_ns(how_.deadline);
  on_each([&](std::size_t i) { crowds_[i]->open_all(deadline); });
}

void team::close_all() {
  auto deadline = now_ns() + seconds_to_ns(how_.deadline);
  on_each([&](std::size_t i) { crowds_[i]->close_all(deadline); });
}

void team::settle() {
  auto deadline = now_ns() + seconds_to_ns(how_.deadline);
  auto quiet = seconds_to_ns(0.3);
  on_each([&](std::size_t i) { crowds_[i]->settle(quiet, deadline); });
}

void team::listen(double seconds) {
  auto until = now_ns() + seconds_to_ns(seconds);
  on_each([&](std::size_t i) { crowds_[i]->listen(until); });
}

void team::plan_load() {
  // Deliveries are the unit of --rate except for durable messages.
  double messages_per_s = how_.durable() ? how_.rate : how_.rate / how_.members;
  auto threads = static_cast<unsigned>(crowds_.size());
  for (unsigned i = 0; i < threads; ++i) {
    load_plan plan;
    plan.window = how_.window / threads + (i < how_.window % threads ? 1 : 0);
    plan.rate = messages_per_s / threads;
    plan.durable = how_.durable();
    plan.typers = how_.typers;
    plan.typing_every = how_.typing_every;
    plan.run_id = make_run_id(i);
    drivers_.push_back(
        std::make_unique<load_driver>(*crowds_[i], speech_, how_, plan));
  }
}

void team::run(double seconds) {
  auto until = now_ns() + seconds_to_ns(seconds);
  on_each([&](std::size_t i) { drivers_[i]->run(until); });
}

void team::drain() {
  auto deadline = now_ns() + seconds_to_ns(how_.deadline);
  on_each([&](std::size_t i) { drivers_[i]->drain(deadline); });
}

void team::let_type(bool storm) {
  for (auto& driver : drivers_) driver->let_type(storm);
}

void team::clear_counts() {
  for (auto& driver : drivers_) driver->clear();
}

load_counts team::counts() const {
  load_counts sum;
  for (const auto& driver : drivers_) sum.merge(driver->counts());
  return sum;
}

histogram team::setup_times() const {
  histogram sum;
  for (const auto& each : crowds_) sum.merge(each->setup_times());
  return sum;
}

void team::clear_setup_times() {
  for (auto& each : crowds_) each->clear_setup_times();
}

}  // namespace parley::bench

#include "bench/tester/clock.hpp"
#include "bench/tester/load_driver.hpp"
#include "bench/tester/presence_driver.hpp"
#include "bench/tester/run_error.hpp"
#include "bench/tester/scenarios.hpp"
#include "bench/tester/server_probe.hpp"

namespace parley::bench {

namespace {

/// The same sockets get as many messages of their rooms as they get updates.
/// CPU of the server per delivery, in µs.
double cost_of_broadcast(const options& how, load_driver& load,
                         const server_probe& probe) {
  load.run(from_now(how.warmup));
  load.clear();
  auto before = probe.usage();
  load.run(from_now(how.duration));
  auto used = difference(before, probe.usage());
  auto deliveries = static_cast<double>(load.counts().deliveries);
  load.drain(from_now(how.deadline));
  if (deliveries == 0)
    throw run_error("not one delivery in a whole run", exit_code::incomplete);
  return used.cpu_s / deliveries * 1e6;
}

struct presence_cost {
  double updates_per_s = 0;
  double per_update_us = 0;
};

presence_cost cost_of_presence(const options& how, presence_driver& presence,
                               const server_probe& probe) {
  presence.run(from_now(how.warmup));
  auto told = presence.updates();
  auto before = probe.usage();
  presence.run(from_now(how.duration));
  auto used = difference(before, probe.usage());
  auto updates = static_cast<double>(presence.updates() - told);
  presence.drain(from_now(how.deadline));
  if (updates == 0)
    throw run_error("not one update in a whole run", exit_code::incomplete);
  return {updates / how.duration, used.cpu_s / updates * 1e6};
}

}  // namespace

void run_presence(const options& how, const dialect& speech, report& out) {
  if (!speech.has_presence()) throw run_error("this dialect has no presence");
  server_probe probe(how.server_pids);
  if (!probe.has_target()) throw run_error("presence needs --server-pid");
  auto logins = read_logins(how, how.clients() + how.users);
  logins.erase(logins.begin(), logins.begin() + how.clients());
  crowd people(how, speech, assign_seats(how, speech).front());
  people.open_all(from_now(how.deadline));
  people.settle(seconds_to_ns(0.3), from_now(how.deadline));
  load_plan plan;
  plan.rate = how.changes;
  plan.run_id = "presence";
  load_driver load(people, speech, how, plan);
  presence_driver presence(people, speech, how, logins);
  presence.begin(from_now(how.deadline));
  for (unsigned i = 0; i < how.repeat; ++i) {
    auto broadcast = cost_of_broadcast(how, load, probe);
    auto told = cost_of_presence(how, presence, probe);
    out.add("updates_per_s", "1/s", better::higher, told.updates_per_s);
    out.add("cpu_per_update", "us", better::lower, told.per_update_us);
    out.add("cpu_per_broadcast", "us", better::lower, broadcast);
    out.add("update_to_broadcast", "", better::lower,
            told.per_update_us / broadcast);
  }
  presence.end(from_now(how.deadline));
  people.close_all(from_now(how.deadline));
}

}  // namespace parley::bench

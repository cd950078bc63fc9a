#include <string>

#include "bench/tester/call_driver.hpp"
#include "bench/tester/clock.hpp"
#include "bench/tester/run_error.hpp"
#include "bench/tester/scenarios.hpp"
#include "bench/tester/seating.hpp"
#include "bench/tester/server_probe.hpp"

namespace parley::bench {

namespace {

/// What was measured of calls that are all alike.
struct measured_calls {
  call_counts counts;  ///< failures: also of those that ended afterwards
  double elapsed_s = 0;
  double own_cpu_s = 0;
  server_usage used;

  double completed() const { return static_cast<double>(counts.completed); }
};

measured_calls observe(const options& how, call_driver& calls,
                       const server_probe& probe, bool signals) {
  calls.let_signal(signals);
  calls.run(from_now(how.warmup));
  calls.clear();
  auto before = probe.usage();
  auto own_before = own_cpu_seconds();
  auto start = now_ns();
  calls.run(from_now(how.duration));
  measured_calls m;
  m.elapsed_s = static_cast<double>(now_ns() - start) / 1e9;
  m.own_cpu_s = own_cpu_seconds() - own_before;
  m.used = difference(before, probe.usage());
  m.counts = calls.counts();
  calls.drain(from_now(how.patience + how.deadline));
  m.counts.failures = calls.counts().failures;
  if (m.counts.completed == 0)
    throw run_error(
        "not one call in a whole run; failed: " + text_of(m.counts.failures),
        exit_code::incomplete);
  return m;
}

/// What a signal adds to the cost of a call: `cost` is all calls'.
double per_signal(const measured_calls& silent, double silent_cost,
                  const measured_calls& full, double full_cost) {
  auto added = full_cost / full.completed() - silent_cost / silent.completed();
  return added * full.completed() / static_cast<double>(full.counts.signals);
}

void add_cost(const measured_calls& silent, const measured_calls& full,
              report& out) {
  out.add("cpu_per_call", "us", better::lower,
          silent.used.cpu_s / silent.completed() * 1e6);
  out.add("cpu_per_signal", "us", better::lower,
          per_signal(silent, silent.used.cpu_s, full, full.used.cpu_s) * 1e6);
  if (silent.used.instructions && full.used.instructions) {
    auto less = static_cast<double>(*silent.used.instructions);
    auto more = static_cast<double>(*full.used.instructions);
    out.add("instructions_per_call", "", better::lower,
            less / silent.completed());
    out.add("instructions_per_signal", "", better::lower,
            per_signal(silent, less, full, more));
  }
  out.add("server_cpu", "%", better::neither,
          full.used.cpu_s / full.elapsed_s * 100);
}

void add_run(const options& how, const measured_calls& silent,
             const measured_calls& full, report& out) {
  out.add("calls_per_s", "1/s", better::higher,
          full.completed() / full.elapsed_s);
  out.add("signals_per_s", "1/s", better::higher,
          static_cast<double>(full.counts.signals) / full.elapsed_s);
  out.add_latency("setup", full.counts.setup_times);
  out.add_latency("signal", full.counts.signal_times);
  out.add("calls_late", "", better::lower,
          static_cast<double>(silent.counts.late + full.counts.late));
  out.add("calls_failed", "", better::lower,
          static_cast<double>(silent.counts.failed() + full.counts.failed()));
  if (!how.server_pids.empty()) add_cost(silent, full, out);
  out.add("tester_cpu", "%", better::neither,
          full.own_cpu_s / full.elapsed_s * 100);
}

}  // namespace

void run_calls(const options& how, const dialect& speech, report& out) {
  if (!speech.has_calls()) throw run_error("this dialect has no calls");
  server_probe probe(how.server_pids);
  if (probe.has_target() && !probe.obstacle().empty())
    out.note(probe.obstacle());
  crowd people(how, speech, assign_seats(how, speech).front());
  people.open_all(from_now(how.deadline));
  people.settle(seconds_to_ns(0.3), from_now(how.deadline));
  call_driver calls(people, speech, how);
  calls.begin(from_now(how.deadline));
  call_failures failures;
  for (unsigned i = 0; i < how.repeat; ++i) {
    auto silent = observe(how, calls, probe, false);
    auto full = observe(how, calls, probe, true);
    add_run(how, silent, full, out);
    for (const auto* each : {&silent, &full})
      for (const auto& [code, times] : each->counts.failures)
        failures[code] += times;
  }
  // Of all runs together: most have none of a code.
  for (const auto& [code, times] : failures)
    out.add("failed_" + code, "", better::lower, static_cast<double>(times));
  people.close_all(from_now(how.deadline));
}

}  // namespace parley::bench

#include <string>

#include "bench/tester/clock.hpp"
#include "bench/tester/run_error.hpp"
#include "bench/tester/scenarios.hpp"
#include "bench/tester/server_probe.hpp"
#include "bench/tester/team.hpp"

namespace parley::bench {

namespace {

/// What was measured in one run.
struct measured {
  load_counts counts;
  double elapsed_s = 0;
  double own_cpu_s = 0;
  server_usage used;
};

measured run_once(const options& how, team& testers,
                  const server_probe& probe) {
  testers.run(how.warmup);
  testers.clear_counts();
  auto before = probe.usage();
  auto own_before = own_cpu_seconds();
  auto start = now_ns();
  testers.run(how.duration);
  measured m;
  m.elapsed_s = static_cast<double>(now_ns() - start) / 1e9;
  m.own_cpu_s = own_cpu_seconds() - own_before;
  m.used = difference(before, probe.usage());
  m.counts = testers.counts();
  testers.drain();
  return m;
}

void add_throughput(const options& how, const measured& m, report& out) {
  auto deliveries = static_cast<double>(m.counts.deliveries);
  auto acks = static_cast<double>(m.counts.acks);
  if (how.durable())
    out.add("acks_per_s", "1/s", better::higher, acks / m.elapsed_s);
  else
    out.add("messages_per_s", "1/s", better::higher,
            static_cast<double>(m.counts.messages) / m.elapsed_s);
  out.add("deliveries_per_s", "1/s", better::higher, deliveries / m.elapsed_s);
  if (how.server_pids.empty()) return;
  if (how.durable())
    out.add("acks_per_cpu_s", "1/s", better::higher, acks / m.used.cpu_s);
  out.add("deliveries_per_cpu_s", "1/s", better::higher,
          deliveries / m.used.cpu_s);
  if (m.used.instructions)
    out.add("instructions_per_delivery", "", better::lower,
            static_cast<double>(*m.used.instructions) / deliveries);
}

void add_run(const options& how, const measured& m, report& out) {
  add_throughput(how, m, out);
  if (how.durable()) out.add_latency("ack", m.counts.ack_times);
  out.add_latency("delivery", m.counts.delivery_times);
  if (!how.server_pids.empty()) {
    out.add("server_cpu", "%", better::neither,
            m.used.cpu_s / m.elapsed_s * 100);
    out.add("server_system_share", "%", better::neither,
            m.used.system_s / (m.used.user_s + m.used.system_s) * 100);
  }
  out.add("tester_cpu", "%", better::neither, m.own_cpu_s / m.elapsed_s * 100);
}

void check(const measured& m) {
  if (m.counts.refused != 0) {
    std::string text =
        std::to_string(m.counts.refused) + " messages were refused:";
    for (const auto& [code, times] : m.counts.refusals)
      text += ' ' + code + " x " + std::to_string(times);
    throw run_error(text, exit_code::incomplete);
  }
  if (m.counts.deliveries == 0)
    throw run_error("not one delivery in a whole run", exit_code::incomplete);
}

}  // namespace

void run_load(const options& how, const dialect& speech, report& out) {
  if (how.durable() && !speech.has_durable())
    throw run_error("this dialect has no durable messages");
  server_probe probe(how.server_pids);
  if (probe.has_target() && !probe.obstacle().empty())
    out.note(probe.obstacle());
  team testers(how, speech);
  testers.open_all();
  testers.settle();
  testers.plan_load();
  for (unsigned i = 0; i < how.repeat; ++i) {
    auto m = run_once(how, testers, probe);
    check(m);
    add_run(how, m, out);
  }
  testers.close_all();
}

}  // namespace parley::bench

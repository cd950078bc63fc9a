#include <string>

#include "bench/tester/run_error.hpp"
#include "bench/tester/scenarios.hpp"
#include "bench/tester/server_probe.hpp"
#include "bench/tester/team.hpp"

namespace parley::bench {

namespace {

struct weather {
  load_counts counts;
  server_usage used;
};

weather observe(const options& how, team& testers, const server_probe& probe,
                bool storm) {
  testers.let_type(storm);
  testers.run(how.warmup);
  testers.clear_counts();
  auto before = probe.usage();
  testers.run(how.duration);
  weather seen{testers.counts(), difference(before, probe.usage())};
  testers.drain();
  testers.let_type(false);
  if (seen.counts.deliveries == 0)
    throw run_error("not one delivery in a whole run", exit_code::incomplete);
  return seen;
}

double quantile_us(const weather& of, double q) {
  return static_cast<double>(of.counts.delivery_times.quantile_ns(q)) / 1e3;
}

void add_weather(const options& how, const std::string& name, const weather& it,
                 report& out) {
  out.add(name + "_p50", "us", better::lower, quantile_us(it, 0.5));
  out.add(name + "_p99", "us", better::lower, quantile_us(it, 0.99));
  if (!how.server_pids.empty())
    out.add(name + "_cpu", "%", better::lower,
            it.used.cpu_s / how.duration * 100);
}

}  // namespace

void run_typing(const options& how, const dialect& speech, report& out) {
  if (!speech.has_presence()) throw run_error("this dialect has no typing");
  server_probe probe(how.server_pids);
  team testers(how, speech);
  testers.open_all();
  testers.settle();
  testers.plan_load();
  for (unsigned i = 0; i < how.repeat; ++i) {
    auto calm = observe(how, testers, probe, false);
    auto storm = observe(how, testers, probe, true);
    add_weather(how, "calm", calm, out);
    add_weather(how, "storm", storm, out);
    out.add("p99_added", "%", better::lower,
            (quantile_us(storm, 0.99) / quantile_us(calm, 0.99) - 1) * 100);
    out.add("news_per_member", "1/s", better::neither,
            static_cast<double>(storm.counts.typing) / how.clients() /
                how.duration);
    // Leases end, so that the next calm is one.
    testers.listen(8);
  }
  testers.close_all();
}

}  // namespace parley::bench

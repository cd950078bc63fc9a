#include "bench/tester/clock.hpp"
#include "bench/tester/scenarios.hpp"
#include "bench/tester/server_probe.hpp"
#include "bench/tester/team.hpp"

namespace parley::bench {

namespace {

void add_times(const histogram& times, report& out) {
  auto ms = [&](double q) {
    return static_cast<double>(times.quantile_ns(q)) / 1e6;
  };
  out.add("setup_p50", "ms", better::lower, ms(0.5));
  out.add("setup_p99", "ms", better::lower, ms(0.99));
  out.add("setup_max", "ms", better::lower,
          static_cast<double>(times.max_ns()) / 1e6);
}

}  // namespace

void run_connect(const options& how, const dialect& speech, report& out) {
  server_probe probe(how.server_pids);
  if (probe.has_target() && !probe.obstacle().empty())
    out.note(probe.obstacle());
  team testers(how, speech);
  double clients = how.clients();
  for (unsigned i = 0; i < how.repeat; ++i) {
    testers.clear_setup_times();
    auto before = probe.usage();
    auto start = now_ns();
    testers.open_all();
    auto elapsed = static_cast<double>(now_ns() - start) / 1e9;
    auto used = difference(before, probe.usage());
    testers.settle();
    testers.close_all();

    out.add("connects_per_s", "1/s", better::higher, clients / elapsed);
    if (probe.has_target()) {
      out.add("connects_per_cpu_s", "1/s", better::higher,
              clients / used.cpu_s);
      out.add("cpu_per_connect", "us", better::lower,
              used.cpu_s / clients * 1e6);
    }
    if (used.instructions)
      out.add("instructions_per_connect", "", better::lower,
              static_cast<double>(*used.instructions) / clients);
    add_times(testers.setup_times(), out);
  }
}

}  // namespace parley::bench

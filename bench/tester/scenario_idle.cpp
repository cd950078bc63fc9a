#include "bench/tester/run_error.hpp"
#include "bench/tester/scenarios.hpp"
#include "bench/tester/server_probe.hpp"
#include "bench/tester/team.hpp"

namespace parley::bench {

void run_idle(const options& how, const dialect& speech, report& out) {
  server_probe probe(how.server_pids);
  if (!probe.has_target()) throw run_error("idle needs --server-pid");
  auto empty = probe.memory();
  team testers(how, speech);
  testers.open_all();
  testers.settle();
  testers.listen(how.warmup);
  auto before = probe.usage();
  testers.listen(how.duration);
  auto used = difference(before, probe.usage());
  auto full = probe.memory();
  testers.close_all();

  double clients = how.clients();
  auto per_client = [&](std::uint64_t now, std::uint64_t then) {
    return (static_cast<double>(now) - static_cast<double>(then)) / clients /
           1024;
  };
  out.add("rss_empty", "MiB", better::lower,
          static_cast<double>(empty.rss) / (1 << 20));
  out.add("rss_full", "MiB", better::lower,
          static_cast<double>(full.rss) / (1 << 20));
  out.add("rss_per_connection", "KiB", better::lower,
          per_client(full.rss, empty.rss));
  if (full.pss && empty.pss)
    out.add("pss_per_connection", "KiB", better::lower,
            per_client(*full.pss, *empty.pss));
  out.add("idle_cpu", "%", better::lower, used.cpu_s / how.duration * 100);
}

}  // namespace parley::bench

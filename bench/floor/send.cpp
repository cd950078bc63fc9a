// floor-send: what the machine can do at most. One process sends a frame to
// each of many loopback connections in turn, another only reads; no parsing,
// no queues. A fan-out server cannot need less per delivery than this, unless
// it sends several frames with one call, which --coalesce shows.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "bench/floor/loopback_peer.hpp"
#include "bench/tester/clock.hpp"
#include "bench/tester/machine.hpp"
#include "bench/tester/report.hpp"
#include "bench/tester/run_error.hpp"
#include "bench/tester/server_probe.hpp"

namespace parley::bench {

namespace {

struct send_options {
  unsigned connections = 1000;
  unsigned frame_bytes = 110;
  unsigned coalesce = 1;
  double warmup = 0.5;
  double duration = 2;
  unsigned repeat = 5;
  std::string json_file;
};

bool parse(int argc, char** argv, send_options& o, int& status) {
  CLI::App app{"floor-send: the cost of send() itself"};
  app.add_option("--connections", o.connections)->capture_default_str();
  app.add_option("--frame", o.frame_bytes, "bytes of a delivery")
      ->capture_default_str();
  app.add_option("--coalesce", o.coalesce, "deliveries in one send()")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--warmup", o.warmup, "seconds")->capture_default_str();
  app.add_option("--duration", o.duration, "seconds")->capture_default_str();
  app.add_option("--repeat", o.repeat)->capture_default_str();
  app.add_option("--json", o.json_file, "write the full result here");
  try {
    app.parse(argc, argv);
    return true;
  } catch (const CLI::ParseError& e) {
    status = app.exit(e);
    return false;
  }
}

/// Sends rounds for some seconds; returns the number of deliveries.
double send_rounds(loopback_peer& peer, const std::string& bytes,
                   const send_options& o, double seconds) {
  auto until = now_ns() + seconds_to_ns(seconds);
  double deliveries = 0;
  while (now_ns() < until) {
    peer.send_to_all(bytes);
    deliveries += o.connections * o.coalesce;
  }
  return deliveries;
}

void measure(const send_options& o) {
  allow_descriptors(2 * o.connections);
  std::string bytes(std::size_t{o.frame_bytes} * o.coalesce, 'x');
  loopback_peer peer(o.connections, bytes.size());
  server_probe self({getpid()});
  report out("floor-send", o.json_file);
  out.describe("connections", o.connections);
  out.describe("frame", o.frame_bytes);
  out.describe("coalesce", o.coalesce);
  if (!self.obstacle().empty()) out.note(self.obstacle());
  for (unsigned i = 0; i < o.repeat; ++i) {
    send_rounds(peer, bytes, o, o.warmup);
    auto before = self.usage();
    double deliveries = send_rounds(peer, bytes, o, o.duration);
    auto used = difference(before, self.usage());
    out.add("deliveries_per_cpu_s", "1/s", better::higher,
            deliveries / used.cpu_s);
    if (used.instructions)
      out.add("instructions_per_delivery", "", better::lower,
              static_cast<double>(*used.instructions) / deliveries);
  }
  out.print();
  out.save();
}

}  // namespace

}  // namespace parley::bench

int main(int argc, char** argv) {
  using namespace parley::bench;
  send_options o;
  int status = 0;
  if (!parse(argc, argv, o, status)) return status;
  try {
    measure(o);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "floor-send: %s\n", e.what());
    return static_cast<int>(exit_code::failed);
  }
}

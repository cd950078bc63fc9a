// floor-insert: how many messages per second the store takes when nobody
// stands between the loop and it: no actors, no network, the same schema,
// indexes, batches and durability as the server.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "bench/floor/populated_store.hpp"
#include "bench/tester/clock.hpp"
#include "bench/tester/histogram.hpp"
#include "bench/tester/report.hpp"
#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

struct insert_options {
  std::string directory;
  unsigned rooms = 100;
  unsigned members = 2;
  unsigned batch = 200;
  unsigned content_bytes = 100;
  bool relaxed = false;
  double warmup = 1;
  double duration = 3;
  unsigned repeat = 5;
  std::string json_file;
};

bool parse(int argc, char** argv, insert_options& o, int& status) {
  CLI::App app{"floor-insert: the store's own speed"};
  app.add_option("--data", o.directory, "folder on the disk to be measured")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--rooms", o.rooms)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--members", o.members, "of each room, who speak in turn")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--batch", o.batch, "messages per commit")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--content", o.content_bytes, "bytes of a message's text")
      ->capture_default_str();
  app.add_flag("--relaxed", o.relaxed, "synchronous=NORMAL instead of FULL");
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

struct speed {
  double rows_per_s = 0;
  histogram commits;  ///< a batch from begin to committed
};

speed insert_for(populated_store& store, unsigned batch, double seconds) {
  speed s;
  auto start = now_ns();
  auto end = start + seconds_to_ns(seconds);
  double rows = 0;
  auto now = start;
  while (now < end) {
    auto begun = now;
    store.insert(batch);
    now = now_ns();
    s.commits.record(now - begun);
    rows += batch;
  }
  s.rows_per_s = rows / (static_cast<double>(now - start) / 1e9);
  return s;
}

void measure(const insert_options& o) {
  report out("floor-insert", o.json_file);
  out.describe("rooms", o.rooms);
  out.describe("members", o.members);
  out.describe("batch", o.batch);
  out.describe("content", o.content_bytes);
  out.describe("synchronous", o.relaxed ? "normal" : "full");
  populated_store store(
      {o.directory, o.relaxed, o.rooms, o.members, o.content_bytes});
  for (unsigned i = 0; i < o.repeat; ++i) {
    insert_for(store, o.batch, o.warmup);
    auto s = insert_for(store, o.batch, o.duration);
    auto ms = [&](double q) {
      return static_cast<double>(s.commits.quantile_ns(q)) / 1e6;
    };
    out.add("rows_per_s", "1/s", better::higher, s.rows_per_s);
    out.add("batch_p50", "ms", better::lower, ms(0.5));
    out.add("batch_p99", "ms", better::lower, ms(0.99));
  }
  out.print();
  out.save();
}

}  // namespace

}  // namespace parley::bench

int main(int argc, char** argv) {
  using namespace parley::bench;
  insert_options o;
  int status = 0;
  if (!parse(argc, argv, o, status)) return status;
  try {
    measure(o);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "floor-insert: %s\n", e.what());
    return static_cast<int>(exit_code::failed);
  }
}

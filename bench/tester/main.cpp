// parley-bench: loads a messaging server and tells what it costs.

#include <cstdio>
#include <exception>

#include "bench/tester/command_line.hpp"
#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/machine.hpp"
#include "bench/tester/report.hpp"
#include "bench/tester/run_error.hpp"
#include "bench/tester/scenarios.hpp"

namespace parley::bench {

namespace {

void describe(const options& how, report& out) {
  out.describe("dialect", name_of(how.dialect));
  if (!how.label.empty()) out.describe("label", how.label);
  out.describe("rooms", how.rooms);
  out.describe("members", how.members);
  if (!how.sends()) {
    out.describe("bare", how.bare);
    return;
  }
  if (how.what == scenario::presence) {
    out.describe("users", how.users);
    out.describe("changes", how.changes);
    out.describe("by", how.by_status ? "status" : "connection");
  }
  if (how.what == scenario::typing) {
    out.describe("typers", how.typers);
    out.describe("typing_every", how.typing_every);
  }
  if (how.what == scenario::calls) {
    out.describe("candidates", how.candidates);
    out.describe("description", how.description_bytes);
    out.describe("patience", how.patience);
  }
  out.describe("payload", how.payload_bytes);
  if (how.open_loop()) out.describe("rate", how.rate);
  else out.describe("window", how.window);
}

void run(const options& how) {
  unsigned sockets_each = how.over() == transport::polling ? 2 : 1;
  unsigned others = how.what == scenario::presence ? how.users : how.rooms;
  allow_descriptors(how.clients() * sockets_each + others);
  sharpen_timers();
  auto speech = make_dialect(how.dialect, how.over());
  report out(name_of(how.what), how.json_file);
  describe(how, out);
  switch (how.what) {
    case scenario::connect:
      run_connect(how, *speech, out);
      break;
    case scenario::idle:
      run_idle(how, *speech, out);
      break;
    case scenario::fanout:
    case scenario::rooms:
    case scenario::chat:
    case scenario::polling:
      run_load(how, *speech, out);
      break;
    case scenario::typing:
      run_typing(how, *speech, out);
      break;
    case scenario::presence:
      run_presence(how, *speech, out);
      break;
    case scenario::calls:
      run_calls(how, *speech, out);
      break;
  }
  out.print();
  out.save();
}

}  // namespace

}  // namespace parley::bench

int main(int argc, char** argv) {
  using namespace parley::bench;
  auto line = parse_command_line(argc, argv);
  if (!line.value) return line.exit_status;
  try {
    run(*line.value);
    return static_cast<int>(exit_code::ok);
  } catch (const run_error& e) {
    std::fprintf(stderr, "parley-bench: %s\n", e.what());
    return static_cast<int>(e.code());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "parley-bench: %s\n", e.what());
    return static_cast<int>(exit_code::failed);
  }
}

#include "bench/tester/server_probe.hpp"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <utility>

#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

std::string proc(int pid, const char* file) {
  return "/proc/" + std::to_string(pid) + '/' + file;
}

run_error gone(int pid) {
  return run_error("server process " + std::to_string(pid) + " is not there");
}

// To the nanosecond, which /proc/PID/stat is not.
double cpu_seconds(int pid) {
  clockid_t clock;
  timespec t;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
    throw gone(pid);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

void add_user_and_system(int pid, server_usage& sum) {
  std::ifstream in(proc(pid, "stat"));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  auto name_end = text.rfind(')');  // the name may contain spaces
  if (name_end == std::string::npos) throw gone(pid);
  std::istringstream fields(text.substr(name_end + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  static const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  sum.user_s += user / ticks;
  sum.system_s += system / ticks;
}

/// A line `Key:   123 kB` of a /proc file, in bytes.
std::optional<std::uint64_t> kilobytes(const std::string& path,
                                       std::string_view key) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key))
      return std::stoull(line.substr(key.size())) * 1024;
  return std::nullopt;
}

}  // namespace

server_probe::server_probe(std::vector<int> pids)
    : pids_(std::move(pids)), instructions_(pids_) {}

server_usage server_probe::usage() const {
  server_usage sum;
  for (int pid : pids_) {
    sum.cpu_s += cpu_seconds(pid);
    add_user_and_system(pid, sum);
  }
  sum.instructions = instructions_.read();
  return sum;
}

server_memory server_probe::memory() const {
  server_memory sum;
  if (has_target()) sum.pss = 0;
  for (int pid : pids_) {
    auto rss = kilobytes(proc(pid, "status"), "VmRSS:");
    if (!rss) throw gone(pid);
    sum.rss += *rss;
    auto pss = kilobytes(proc(pid, "smaps_rollup"), "Pss:");
    if (pss && sum.pss) *sum.pss += *pss;
    else sum.pss.reset();
  }
  return sum;
}

server_usage difference(const server_usage& before, const server_usage& after) {
  server_usage used{after.cpu_s - before.cpu_s, after.user_s - before.user_s,
                    after.system_s - before.system_s, std::nullopt};
  if (before.instructions && after.instructions)
    used.instructions = *after.instructions - *before.instructions;
  return used;
}

}  // namespace parley::bench

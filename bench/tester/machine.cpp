#include "bench/tester/machine.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>

#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

/// What follows `key` and a separator on the first line that starts with it.
std::string value_in(const char* path, std::string_view key, char separator) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    auto at = line.find(separator);
    if (at == std::string::npos) continue;
    at = line.find_first_not_of(" \t\"", at + 1);
    if (at == std::string::npos) continue;
    return line.substr(at, line.find_last_not_of(" \"") + 1 - at);
  }
  return {};
}

}  // namespace

nlohmann::ordered_json describe_machine() {
  utsname kernel{};
  uname(&kernel);
  return {{"cpu", value_in("/proc/cpuinfo", "model name", ':')},
          {"cores", sysconf(_SC_NPROCESSORS_ONLN)},
          {"memory", value_in("/proc/meminfo", "MemTotal", ':')},
          {"kernel", kernel.release},
          {"system", value_in("/etc/os-release", "PRETTY_NAME", '=')}};
}

std::string own_command_line() {
  std::ifstream in("/proc/self/cmdline");
  std::string line;
  // A result names files, not the machine's folders.
  for (std::string word; std::getline(in, word, '\0');)
    line += (line.empty() ? "" : " ") +
            (word.starts_with('/') ? word.substr(word.rfind('/') + 1) : word);
  return line;
}

std::string source_commit() {
  std::error_code unknown;
  auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  auto command = "git -C '" + self.parent_path().string() +
                 "' rev-parse --short HEAD 2>/dev/null";
  std::unique_ptr<FILE, int (*)(FILE*)> git(popen(command.c_str(), "r"),
                                            pclose);
  char line[64];
  if (!git || !std::fgets(line, sizeof line, git.get())) return {};
  std::string commit = line;
  return commit.substr(0, commit.find('\n'));
}

std::string utc_now() {
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

void allow_descriptors(unsigned count) {
  constexpr unsigned own = 64;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= count + own) return;
  limit.rlim_cur = count + own;
  if (limit.rlim_max < limit.rlim_cur) limit.rlim_max = limit.rlim_cur;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    throw run_error("too few file descriptors: raise `ulimit -n` to " +
                    std::to_string(count + own));
}

void sharpen_timers() { prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }

}  // namespace parley::bench

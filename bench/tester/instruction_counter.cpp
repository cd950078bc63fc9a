#include "bench/tester/instruction_counter.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace parley::bench {

namespace {

int open_counter(int thread) {
  perf_event_attr what{};
  what.type = PERF_TYPE_HARDWARE;
  what.size = sizeof what;
  what.config = PERF_COUNT_HW_INSTRUCTIONS;
  what.inherit = 1;
  what.exclude_hv = 1;
  what.read_format =
      PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return static_cast<int>(syscall(SYS_perf_event_open, &what, thread, -1, -1,
                                  PERF_FLAG_FD_CLOEXEC));
}

std::string explain(int error) {
  if (error == ENOENT || error == ENODEV || error == EOPNOTSUPP)
    return "no hardware counters";
  if (error == EACCES || error == EPERM)
    return "no right to hardware counters (kernel.perf_event_paranoid)";
  return std::string{"hardware counters: "} + std::strerror(error);
}

}  // namespace

instruction_counter::instruction_counter(const std::vector<int>& pids) {
  if (pids.empty()) obstacle_ = "no --server-pid";
  for (int pid : pids) {
    auto tasks = "/proc/" + std::to_string(pid) + "/task";
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(tasks, gone)) {
      int counter = open_counter(std::stoi(task.path().filename()));
      if (counter >= 0) counters_.push_back(counter);
      else if (errno != ESRCH)  // a thread may have ended meanwhile
        obstacle_ = explain(errno);
    }
  }
}

instruction_counter::~instruction_counter() {
  for (int counter : counters_) ::close(counter);
}

std::optional<std::uint64_t> instruction_counter::read() const {
  if (!obstacle_.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  for (int counter : counters_) {
    struct {
      std::uint64_t value, enabled, running;
    } got{};
    if (::read(counter, &got, sizeof got) != sizeof got) return std::nullopt;
    if (got.running == 0) continue;
    // The kernel may have shared the counter with others part of the time.
    double share =
        static_cast<double>(got.enabled) / static_cast<double>(got.running);
    sum += static_cast<std::uint64_t>(static_cast<double>(got.value) * share);
  }
  return sum;
}

}  // namespace parley::bench

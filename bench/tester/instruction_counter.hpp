#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::bench {

/// Counts the instructions, user and kernel, that the threads of processes
/// retire, with the machine's hardware counters.
class instruction_counter {
 public:
  /// Attaches to every thread that the processes have now and to those that
  /// these start later.
  explicit instruction_counter(const std::vector<int>& pids);
  ~instruction_counter();
  instruction_counter(const instruction_counter&) = delete;
  instruction_counter& operator=(const instruction_counter&) = delete;

  /// Instructions since construction; nothing when they cannot be counted.
  std::optional<std::uint64_t> read() const;

  /// Why they cannot be counted; empty when they can.
  const std::string& obstacle() const { return obstacle_; }

 private:
  std::vector<int> counters_;
  std::string obstacle_;
};

}  // namespace parley::bench

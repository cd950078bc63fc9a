#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/tester/instruction_counter.hpp"

namespace parley::bench {

/// What the server's processes have used so far, all threads together.
struct server_usage {
  double cpu_s = 0;     ///< user + system
  double user_s = 0;    ///< to 10 ms, as the kernel's accounting has it
  double system_s = 0;  ///< likewise
  std::optional<std::uint64_t> instructions;
};

/// Memory of the server's processes now, in bytes.
struct server_memory {
  std::uint64_t rss = 0;
  std::optional<std::uint64_t> pss;  ///< when we may read it
};

/// Looks at processes from outside.
class server_probe {
 public:
  explicit server_probe(std::vector<int> pids);

  bool has_target() const { return !pids_.empty(); }

  /// Throws run_error when a process is gone.
  server_usage usage() const;
  server_memory memory() const;

  /// Why there are no instruction counts; empty when there are.
  const std::string& obstacle() const { return instructions_.obstacle(); }

 private:
  std::vector<int> pids_;
  instruction_counter instructions_;
};

/// `after` minus `before`.
server_usage difference(const server_usage& before, const server_usage& after);

}  // namespace parley::bench

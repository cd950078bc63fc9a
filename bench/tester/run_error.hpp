#pragma once

#include <stdexcept>
#include <string>

namespace parley::bench {

/// What the process tells its caller by its exit status. CLI11 keeps the
/// range above 100 for usage errors.
enum class exit_code : int {
  ok = 0,
  failed = 2,      ///< could not connect, lost a connection, ran out of time
  incomplete = 3,  ///< deliveries or acknowledgements are missing or wrong
};

/// Ends the whole run: its figures would not be true.
class run_error : public std::runtime_error {
 public:
  explicit run_error(const std::string& why, exit_code code = exit_code::failed)
      : std::runtime_error(why), code_(code) {}

  exit_code code() const { return code_; }

 private:
  exit_code code_;
};

}  // namespace parley::bench

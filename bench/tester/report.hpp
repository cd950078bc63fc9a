#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bench/tester/options.hpp"

namespace parley::bench {

/// In which direction a figure is good.
enum class better : std::uint8_t { higher, lower, neither };

/// The figures of all runs of one scenario, and how they are told.
class report {
 public:
  explicit report(const options& how) : how_(how) {}

  /// Adds one run's value of a figure; the first call of a name decides its
  /// place in the table. `name` is the key in the JSON result.
  void add(const std::string& name, const std::string& unit, better direction,
           double value);

  /// A sentence below the table, told once.
  void note(const std::string& text);

  /// Prints the table: best, median and every run.
  void print() const;

  /// Writes the result to `options::json_file`, if there is one. Throws
  /// run_error when it cannot.
  void save() const;

 private:
  struct figure {
    std::string name;
    std::string unit;
    better direction;
    std::vector<double> values;

    double median() const;
    double best() const;  ///< the median when neither direction is better
  };

  nlohmann::json to_json() const;

  const options& how_;
  std::vector<figure> figures_;
  std::vector<std::string> notes_;
};

}  // namespace parley::bench

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/tester/histogram.hpp"

namespace parley::bench {

/// In which direction a figure is good.
enum class better : std::uint8_t { higher, lower, neither };

/// The figures of all runs of one measurement, and how they are told.
class report {
 public:
  /// `what` names the measurement; the full result goes to `json_file` if
  /// that is not empty.
  report(std::string what, std::string json_file);

  /// Adds a condition of the measurement, for the record.
  template <class Value>
  void describe(const std::string& key, const Value& value) {
    conditions_[key] = value;
  }

  /// Adds one run's value of a figure; the first call of a name decides its
  /// place in the table. `name` is the key in the JSON result.
  void add(const std::string& name, const std::string& unit, better direction,
           double value);

  /// Adds one run's quantiles and maximum of some durations, in µs: figures
  /// whose names begin with `name`.
  void add_latency(const std::string& name, const histogram& times);

  /// A sentence below the table, told once.
  void note(const std::string& text);

  /// Prints the table: best, median and every run.
  void print() const;

  /// Writes the JSON result, if a file was named. Throws run_error when it
  /// cannot.
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

  nlohmann::ordered_json to_json() const;

  std::string what_;
  std::string json_file_;
  nlohmann::ordered_json conditions_;
  std::vector<figure> figures_;
  std::vector<std::string> notes_;
};

}  // namespace parley::bench

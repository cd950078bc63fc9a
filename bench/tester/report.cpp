#include "bench/tester/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <utility>

#include "bench/tester/machine.hpp"
#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

std::string readable(double value) {
  char text[32];
  int decimals = std::abs(value) >= 1000 ? 0 : std::abs(value) >= 10 ? 1 : 3;
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

const char* name_of(better direction) {
  switch (direction) {
    case better::higher:
      return "higher";
    case better::lower:
      return "lower";
    case better::neither:
      break;
  }
  return "neither";
}

}  // namespace

report::report(std::string what, std::string json_file)
    : what_(std::move(what)), json_file_(std::move(json_file)) {}

double report::figure::median() const {
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  auto middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle]
                                : (sorted[middle - 1] + sorted[middle]) / 2;
}

double report::figure::best() const {
  switch (direction) {
    case better::higher:
      return *std::max_element(values.begin(), values.end());
    case better::lower:
      return *std::min_element(values.begin(), values.end());
    case better::neither:
      break;
  }
  return median();
}

void report::add(const std::string& name, const std::string& unit,
                 better direction, double value) {
  auto known = std::find_if(figures_.begin(), figures_.end(),
                            [&](const figure& f) { return f.name == name; });
  if (known == figures_.end())
    known = figures_.insert(known, {name, unit, direction, {}});
  known->values.push_back(value);
}

void report::add_latency(const std::string& name, const histogram& times) {
  auto us = [](std::int64_t ns) { return static_cast<double>(ns) / 1e3; };
  auto at = [&](const char* suffix, double q) {
    add(name + suffix, "us", better::lower, us(times.quantile_ns(q)));
  };
  at("_p50", 0.5);
  at("_p90", 0.9);
  at("_p99", 0.99);
  at("_p999", 0.999);
  add(name + "_max", "us", better::lower, us(times.max_ns()));
}

void report::note(const std::string& text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end())
    notes_.push_back(text);
}

void report::print() const {
  std::printf("%s %s\n", what_.c_str(), conditions_.dump().c_str());
  std::printf("%-28s %-8s %12s %12s   runs\n", "", "unit", "best", "median");
  for (const auto& f : figures_) {
    std::printf("%-28s %-8s %12s %12s  ", f.name.c_str(), f.unit.c_str(),
                readable(f.best()).c_str(), readable(f.median()).c_str());
    for (double value : f.values) std::printf(" %s", readable(value).c_str());
    std::printf("\n");
  }
  for (const auto& text : notes_) std::printf("%s\n", text.c_str());
}

nlohmann::ordered_json report::to_json() const {
  nlohmann::ordered_json figures;
  for (const auto& f : figures_)
    figures[f.name] = {{"unit", f.unit},
                       {"better", name_of(f.direction)},
                       {"best", f.best()},
                       {"median", f.median()},
                       {"runs", f.values}};
  return {{"what", what_},
          {"conditions", conditions_},
          {"command", own_command_line()},
          {"date", utc_now()},
          {"commit", source_commit()},
          {"machine", describe_machine()},
          {"figures", figures},
          {"notes", notes_}};
}

void report::save() const {
  if (json_file_.empty()) return;
  std::ofstream out(json_file_);
  out << to_json().dump(2) << '\n';
  if (!out.flush()) throw run_error("cannot write " + json_file_);
}

}  // namespace parley::bench

#include "bench/tester/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

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

void report::note(const std::string& text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end())
    notes_.push_back(text);
}

void report::print() const {
  std::printf("%s, %s dialect: %u rooms x %u members, %u-byte payload\n",
              bench::name_of(how_.what), bench::name_of(how_.dialect),
              how_.rooms, how_.members, how_.payload_bytes);
  std::printf("%-28s %-8s %12s %12s   runs\n", "", "unit", "best", "median");
  for (const auto& f : figures_) {
    std::printf("%-28s %-8s %12s %12s  ", f.name.c_str(), f.unit.c_str(),
                readable(f.best()).c_str(), readable(f.median()).c_str());
    for (double value : f.values) std::printf(" %s", readable(value).c_str());
    std::printf("\n");
  }
  for (const auto& text : notes_) std::printf("%s\n", text.c_str());
}

nlohmann::json report::to_json() const {
  nlohmann::ordered_json figures;
  for (const auto& f : figures_)
    figures[f.name] = {{"unit", f.unit},
                       {"better", name_of(f.direction)},
                       {"best", f.best()},
                       {"median", f.median()},
                       {"runs", f.values}};
  return {{"tool", "parley-bench"},
          {"scenario", bench::name_of(how_.what)},
          {"dialect", bench::name_of(how_.dialect)},
          {"label", how_.label},
          {"command", how_.command},
          {"date", utc_now()},
          {"commit", source_commit()},
          {"machine", describe_machine()},
          {"options",
           {{"rooms", how_.rooms},
            {"members", how_.members},
            {"window", how_.window},
            {"rate", how_.rate},
            {"payload", how_.payload_bytes},
            {"threads", how_.threads},
            {"bare", how_.bare},
            {"warmup_s", how_.warmup},
            {"duration_s", how_.duration}}},
          {"figures", figures},
          {"notes", notes_}};
}

void report::save() const {
  if (how_.json_file.empty()) return;
  std::ofstream out(how_.json_file);
  out << to_json().dump(2) << '\n';
  if (!out.flush()) throw run_error("cannot write " + how_.json_file);
}

}  // namespace parley::bench

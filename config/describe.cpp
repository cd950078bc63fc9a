#include "config/describe.hpp"

#include <algorithm>

#include "config/setting.hpp"

namespace parley::config {

namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::size_t longest_name() {
  std::size_t longest = 0;
  for (const auto& row : settings_table())
    longest = std::max(longest, row.name.size());
  return longest;
}

std::string shown_value(const settings& from, const setting& row) {
  auto value = print(from, row);
  if (value.empty()) return "(not set)";
  if (row.secret) return "(set, not shown)";
  return value;
}

std::string shown_default(const setting& row) {
  static const settings defaults;
  auto value = print(defaults, row);
  return value.empty() ? "not set" : value;
}

// "default: 3000; 1 to 65535, or 0: any free port"
std::string facts(const setting& row) {
  auto out = "default: " + shown_default(row);
  if (auto range = allowed(row); !range.empty()) out += "; " + range;
  return out;
}

std::string names(const setting& row) {
  std::string out{row.name};
  if (!row.alias.empty()) out.append(" or ").append(row.alias);
  return out;
}

}  // namespace

std::string describe(const loaded& from) {
  std::string out;
  auto width = longest_name();
  for (const auto& row : settings_table()) {
    out += padded(std::string{row.name}, width) + " = " +
           shown_value(from.values, row);
    if (!row.unit.empty()) out.append(" ").append(row.unit);
    auto origin = from.origins.find(row.name);
    if (origin != from.origins.end()) out += "  (" + origin->second + ")";
    out += '\n';
  }
  return out;
}

std::string help_text() {
  std::string out =
      "Settings. A flag wins over the environment, that over .env, that over\n"
      "parley.toml, that over the default. Sizes may be written 64KB or 1MB,\n"
      "times 500ms, 30s, 15m, 12h or 30d.\n\n"
      "  --config FILE\n      read FILE instead of parley.toml\n";
  std::string_view group;
  for (const auto& row : settings_table()) {
    if (row.group != group) out += "\n" + std::string{row.group} + ":\n";
    group = row.group;
    bool is_switch = std::holds_alternative<member<bool>>(row.at);
    out += "  --" + std::string{is_switch ? "[no-]" : ""} + flag_of(row.name) +
           (is_switch ? "" : " VALUE") + "\n      ";
    out.append(row.doc) +=
        "\n      " + facts(row) + "\n      environment: " + names(row) + '\n';
  }
  return out;
}

std::string dotenv_example() {
  static const settings defaults;
  std::string out =
      "# Every setting of parley with its default. Copy this file to .env and\n"
      "# take away the # where you want something else. Flags and the\n"
      "# environment win over .env. Sizes may be written 64KB or 1MB, times\n"
      "# 500ms, 30s, 15m, 12h or 30d.\n";
  std::string_view group;
  for (const auto& row : settings_table()) {
    if (row.group != group) out += "\n# -- " + std::string{row.group} + " --\n";
    group = row.group;
    out += "\n# " + std::string{row.doc} + "\n# " + facts(row) + '\n';
    if (!row.alias.empty()) out += "# also: " + std::string{row.alias} + '\n';
    out += "#" + std::string{row.name} + '=' + print(defaults, row) + '\n';
  }
  return out;
}

}  // namespace parley::config

#include <unistd.h>

#include "config/dotenv.hpp"
#include "config/setting.hpp"
#include "config/sources.hpp"

namespace parley::config {

namespace {

// Names that the .env files of earlier servers carry and that mean a store:
// going on without a word would look as if messages were kept there.
struct unused_name {
  std::string_view name;
  std::string_view why;
};
constexpr unused_name unused_names[] = {
    {"MONGODB_URI",
     "parley does not use MongoDB; its data moves over with `mongoexport` and "
     "`parley import`"},
    {"DATABASE_URL",
     "this version of parley keeps its data in SQLite under DATA"},
    {"POSTGRES_HOST",
     "this version of parley keeps its data in SQLite under DATA"},
    {"REDIS_URL", "this version of parley runs as one node, without Redis"},
};

class named_values {
 public:
  explicit named_values(source& to) : to_(to) {}

  void add(std::string_view name, std::string_view value, std::string origin) {
    if (value.empty()) return;
    warn_of_unused(name, origin);
    const auto* row = find_setting(name);
    if (!row) return;
    auto [at, is_new] = to_.candidates.try_emplace(row->name);
    if (!is_new && row->alias == name) {
      warn_of_conflict(*row, at->second.text, value, origin);
      return;
    }
    if (!is_new) warn_of_conflict(*row, value, at->second.text, origin);
    at->second = {std::string{value}, std::move(origin)};
  }

 private:
  void warn_of_unused(std::string_view name, const std::string& origin) {
    for (const auto& known : unused_names)
      if (known.name == name)
        to_.warnings.push_back(std::string{name} + " is set (" + origin +
                               ") but ignored: " + std::string{known.why});
  }

  void warn_of_conflict(const setting& row, std::string_view used,
                        std::string_view other, const std::string& origin) {
    if (used == other || row.alias.empty()) return;
    to_.warnings.push_back(std::string{row.name} + " and its other name " +
                           std::string{row.alias} + " differ (" + origin +
                           "): " + std::string{row.name} + " counts");
  }

  source& to_;
};

}  // namespace

source read_environment(const environment_map& environment) {
  source out;
  named_values to{out};
  for (const auto& [name, value] : environment)
    to.add(name, value, "environment " + name);
  return out;
}

source read_dotenv(std::string_view text) {
  source out;
  named_values to{out};
  auto parsed = parse_dotenv(text);
  // As in every dotenv reader the last of several equal names counts.
  std::map<std::string, const dotenv_entry*, std::less<>> last;
  for (const auto& entry : parsed.entries) last[entry.name] = &entry;
  for (const auto& [name, entry] : last)
    to.add(name, entry->value, ".env line " + std::to_string(entry->line));
  for (auto line : parsed.bad_lines)
    out.warnings.push_back(".env line " + std::to_string(line) +
                           " is not NAME=value");
  return out;
}

environment_map process_environment() {
  environment_map out;
  for (char** entry = environ; entry && *entry; ++entry) {
    std::string_view text{*entry};
    auto equals = text.find('=');
    if (equals != std::string_view::npos)
      out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

}  // namespace parley::config

#include "tests/layers/include_rules.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace parley::layers {

namespace {

namespace fs = std::filesystem;

// Starts of the headers of each kind of library.
constexpr std::string_view caf = "caf/";
constexpr std::string_view asio = "boost/asio";
constexpr std::string_view beast = "boost/beast";
constexpr std::string_view sqlite = "sqlite3";
constexpr std::string_view postgres = "libpq";
constexpr std::string_view json = "nlohmann/";
constexpr std::string_view fast_json = "simdjson";
constexpr std::string_view curl = "curl/";
constexpr std::string_view spdlog = "spdlog/";

// Folders that are no layer: tests may use everything, the others hold no
// sources of the server.
constexpr std::string_view not_layers[] = {"tests", "build", "web", "docs"};

bool is_source(const fs::path& file) {
  return file.extension() == ".hpp" || file.extension() == ".cpp";
}

struct include {
  std::string_view header;
  bool ours = false;  // in quotes, from the root
};

std::string_view without_blanks(std::string_view text) {
  auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? "" : text.substr(first);
}

std::optional<include> include_in(std::string_view line) {
  line = without_blanks(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = without_blanks(line.substr(1));
  if (!line.starts_with("include")) return std::nullopt;
  line = without_blanks(line.substr(7));
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return std::nullopt;
  bool ours = line[0] == '"';
  auto end = line.find(ours ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return include{line.substr(1, end - 1), ours};
}

const layer* find_layer(std::string_view folder) {
  auto found = std::ranges::find(layers(), folder, &layer::folder);
  return found == layers().end() ? nullptr : &*found;
}

std::string_view top_folder(std::string_view header) {
  return header.substr(0, header.find('/'));
}

std::string complaint(const layer& where, const include& found) {
  auto header = std::string{found.header};
  auto folder = std::string{where.folder};
  if (found.ours) {
    auto used = top_folder(found.header);
    if (!find_layer(used))
      return "\"" + header + "\" is not written from the root";
    bool allowed = used == where.folder ||
                   std::ranges::find(where.uses, used) != where.uses.end();
    return allowed ? "" : folder + " must not use " + header;
  }
  for (auto forbidden : where.must_not)
    if (found.header.starts_with(forbidden))
      return folder + " must not use <" + header + ">";
  return "";
}

bool has_rule(std::string_view folder) {
  return find_layer(folder) ||
         std::ranges::find(not_layers, folder) != std::end(not_layers) ||
         folder.starts_with('.');
}

std::vector<fs::path> sources_below(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator{folder})
    if (entry.is_regular_file() && is_source(entry.path()))
      found.push_back(entry.path());
  return found;
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

}  // namespace

const std::vector<layer>& layers() {
  // Logging goes through config/logging.hpp, so spdlog is config's alone.
  static const std::vector<layer> all{
      {"core",
       {},
       {caf, asio, beast, sqlite, postgres, json, fast_json, curl, spdlog}},
      {"config", {"core"}, {caf, asio, beast, sqlite, postgres, curl}},
      {"storage", {"core"}, {caf, asio, beast, spdlog}},
      {"ai", {"core"}, {caf, asio, beast, sqlite, postgres, spdlog}},
      {"actors",
       {"core", "config", "storage", "ai"},
       {asio, beast, sqlite, postgres, spdlog}},
      {"web", {}, {caf, asio, beast, sqlite, postgres, json, curl, spdlog}},
      {"net",
       {"core", "config", "storage", "actors", "web"},
       {sqlite, postgres, curl, spdlog}},
      {"app",
       {"core", "config", "storage", "ai", "actors", "net"},
       {sqlite, postgres, curl, spdlog}},
      // A client of its own: what it measures it must not be part of. Storage
      // is there for the floor that durable messages are compared with.
      {"bench", {"core", "storage"}, {caf, spdlog}},
  };
  return all;
}

std::vector<std::string> broken_rules(const layer& where,
                                      std::string_view source) {
  std::vector<std::string> broken;
  std::istringstream lines{std::string{source}};
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    auto found = include_in(line);
    if (!found) continue;
    auto why = complaint(where, *found);
    if (!why.empty()) broken.push_back(std::to_string(number) + ": " + why);
  }
  return broken;
}

std::vector<std::string> broken_rules(const fs::path& root) {
  std::vector<std::string> broken;
  for (const auto& entry : fs::directory_iterator{root}) {
    auto folder = entry.path().filename().string();
    if (entry.is_directory() && !has_rule(folder) &&
        !sources_below(entry.path()).empty())
      broken.push_back(folder + ": has sources but no rule");
  }
  for (const auto& where : layers()) {
    auto folder = root / where.folder;
    if (!fs::exists(folder)) continue;
    for (const auto& file : sources_below(folder))
      for (const auto& why : broken_rules(where, text_of(file)))
        broken.push_back(fs::relative(file, root).string() + ":" + why);
  }
  return broken;
}

}  // namespace parley::layers

// `parley clear`: begin anew. Secrets stay, so that a server keeps its keys.

#include <filesystem>
#include <iostream>
#include <string>

#include "app/commands.hpp"
#include "app/own_flags.hpp"
#include "storage/remove_sqlite.hpp"

namespace parley::app {

namespace {

namespace fs = std::filesystem;

bool confirmed(const fs::path& folder) {
  const auto name = folder.filename().string();
  std::cout << "This deletes all users, messages and uploads in "
            << folder.string() << ".\nType the name of the data folder ("
            << name << ") to go on: " << std::flush;
  std::string typed;
  std::getline(std::cin, typed);
  return typed == name;
}

int refuse(const std::string& why) {
  std::cerr << "parley clear: " << why << '\n';
  return 1;
}

}  // namespace

int clear(const config::loaded& with) {
  if (with.values.storage == config::storage_engine::memory)
    return refuse("STORAGE=memory keeps nothing that could be deleted");
  std::error_code missing;
  const auto folder = fs::canonical(with.values.data, missing);
  const auto file = folder / "parley.db";
  if (missing || !fs::exists(file)) {
    std::cout << "there is nothing in " << with.values.data.string() << '\n';
    return 0;
  }
  if (!has_flag(with, "yes") && !confirmed(folder))
    return refuse("nothing was deleted");
  auto removed = storage::remove_sqlite(file, {folder / "uploads"});
  if (!removed) return refuse(std::string{removed.error().message()});
  std::cout << "deleted; the secrets in " << folder.string() << " are kept\n";
  return 0;
}

}  // namespace parley::app

// parley: one binary, several sub-commands.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>

#include "app/commands.hpp"
#include "config/describe.hpp"
#include "config/logging.hpp"

namespace parley::app {

namespace {

constexpr int usage_error = 2;

int help(std::ostream& out) {
  out << "parley " << version
      << ": real-time messaging server\n\nusage: parley COMMAND [flags]\n\n";
  for (const auto& each : commands())
    out << "  " << each.name
        << std::string(14 - std::string{each.name}.size(), ' ') << each.summary
        << '\n';
  out << "\nFlags, for every command (also by environment, .env and "
         "parley.toml):\n\n"
      << config::help_text();
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    help(std::cerr);
    return usage_error;
  }
  const auto& name = arguments.front();
  bool asks = std::ranges::find(arguments, "--help") != arguments.end();
  if (asks || name == "help" || name == "-h") return help(std::cout);
  if (name == "version" || name == "--version") {
    std::cout << "parley " << version << '\n';
    return 0;
  }
  for (const auto& each : commands()) {
    if (name != each.name) continue;
    auto with = config::load({arguments.begin() + 1, arguments.end()},
                             config::process_environment(),
                             std::filesystem::current_path(), each.shape);
    if (!with) {
      std::cerr << "parley " << name << ": " << with.error().message() << '\n';
      return usage_error;
    }
    config::start_logging(config::logging_of(with->values));
    for (const auto& warning : with->warnings)
      config::log(config::log_level::warn, warning);
    return each.run(*with);
  }
  std::cerr << "parley: there is no command '" << name
            << "'; see parley help\n";
  return usage_error;
}

}  // namespace

const std::vector<command>& commands() {
  static const std::vector<command> all{
      {"serve", "run the server", {}, serve},
      {"migrate", "create or update the database and end", {}, migrate},
      {"token",
       "make users with access tokens for load tests (development only)",
       {{"count", "rooms", "ttl"}, {}, 0},
       token},
      {"user",
       "list, add, role, password, ban, unban or delete users",
       {{"role", "email", "display-name", "reason", "until"},
        {"banned", "password-stdin", "yes"},
        3},
       user},
      {"seed",
       "fill an empty data folder with sample data (development only)",
       {{"users", "groups", "channels", "messages", "seed"}, {}, 0},
       seed},
      {"clear",
       "delete all users, messages and uploads; asks first",
       {{}, {"yes"}, 0},
       clear},
      {"healthcheck",
       "ask the server on this machine whether it is ready",
       {},
       healthcheck},
      {"check-config",
       "show every setting and where it comes from",
       {{}, {"dotenv-example"}, 0},
       check_config},
  };
  return all;
}

}  // namespace parley::app

int main(int argc, char** argv) {
  try {
    return parley::app::run({argv + 1, argv + argc});
  } catch (const std::exception& e) {
    std::fprintf(stderr, "parley: %s\n", e.what());
    return 1;
  }
}

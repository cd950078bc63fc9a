#include "config/describe.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "config/setting.hpp"
#include "tests/config/temporary_folder.hpp"

using namespace parley::config;
using Catch::Contains;

TEST_CASE("describe: shows each value with its origin and no secret",
          "[config][describe]") {
  temporary_folder folder;
  auto got = load({"--port", "4000"}, {{"JWT_SECRET", "correct-horse-battery"}},
                  folder.path());
  REQUIRE(got.has_value());

  auto text = describe(*got);

  CHECK_THAT(text, Contains("PORT                     = 4000  (flag --port)"));
  CHECK_THAT(text, Contains("= (set, not shown)  (environment JWT_SECRET)"));
  CHECK_THAT(text, Contains("= 1048576 bytes  (default)"));
  CHECK_THAT(text, !Contains("correct-horse-battery"));
}

TEST_CASE("describe: the help lists every flag and environment name",
          "[config][describe]") {
  auto text = help_text();
  for (const auto& row : settings_table()) {
    INFO(row.name);
    CHECK_THAT(text, Contains(flag_of(row.name)));
    CHECK_THAT(text, Contains("environment: " + std::string{row.name}));
    CHECK_THAT(text, Contains(std::string{row.doc}));
  }
  CHECK_THAT(text, Contains("--[no-]access-log\n"));
  CHECK_THAT(text, Contains("--config FILE"));
}

TEST_CASE("describe: no line of the help is wider than a terminal",
          "[config][describe]") {
  std::istringstream lines{help_text()};
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 80);
  }
}

TEST_CASE("describe: .env.example is complete and true", "[config][describe]") {
  // Tests run in the source folder (see parley_test).
  std::ifstream in{".env.example"};
  REQUIRE(in);
  std::ostringstream text;
  text << in.rdbuf();

  // Write it anew with: parley check-config --dotenv-example > .env.example
  CHECK(text.str() == dotenv_example());
}

TEST_CASE("describe: .env.example with every # taken away is the defaults",
          "[config][describe]") {
  std::istringstream lines{dotenv_example()};
  std::string active;
  for (std::string line; std::getline(lines, line);)
    if (line.size() > 1 && line[0] == '#' && line[1] >= 'A' && line[1] <= 'Z')
      active += line.substr(1) + '\n';
  temporary_folder folder;
  folder.write(".env", active);

  auto got = load({}, {}, folder.path());
  REQUIRE(got.has_value());

  CHECK(got->warnings.empty());
  const settings defaults;
  for (const auto& row : settings_table())
    CHECK(print(got->values, row) == print(defaults, row));
}

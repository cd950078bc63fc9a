#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>

#include "config/setting.hpp"

using namespace parley::config;

TEST_CASE("settings table: every field of settings has exactly one row",
          "[config][table]") {
  // Tests run in the source folder (see parley_test).
  std::ifstream header{"config/settings.hpp"};
  REQUIRE(header);
  const std::regex field{R"(^  [\w:<>]+ \w+( =.*|;.*)$)"};
  std::size_t fields = 0;
  for (std::string line; std::getline(header, line);)
    if (std::regex_match(line, field)) ++fields;

  CHECK(fields == settings_table().size());
  for (const auto& a : settings_table())
    for (const auto& b : settings_table()) CHECK((&a == &b || a.at != b.at));
}

TEST_CASE("settings table: names and aliases are unique", "[config][table]") {
  std::set<std::string_view> names;
  std::size_t expected = 0;
  for (const auto& row : settings_table()) {
    names.insert(row.name);
    ++expected;
    if (row.alias.empty()) continue;
    names.insert(row.alias);
    ++expected;
  }

  CHECK(names.size() == expected);
}

TEST_CASE("settings table: every default is a value the setting allows",
          "[config][table]") {
  const settings defaults;
  for (const auto& row : settings_table()) {
    INFO(row.name);
    settings copy;
    auto text = print(defaults, row);
    CHECK(assign(copy, row, text).has_value());
    CHECK(print(copy, row) == text);
    CHECK_FALSE(row.doc.empty());
  }
}

TEST_CASE("settings table: flag and key derive from the name and back",
          "[config][table]") {
  CHECK(flag_of("JSON_BODY_LIMIT") == "json-body-limit");
  CHECK(key_of("JSON_BODY_LIMIT") == "json_body_limit");
  for (const auto& row : settings_table()) {
    CHECK(environment_name_of(flag_of(row.name)) == row.name);
    CHECK(environment_name_of(key_of(row.name)) == row.name);
  }
}

TEST_CASE("settings table: the unit at the end of a name is the row's",
          "[config][table]") {
  for (const auto& row : settings_table()) {
    INFO(row.name);
    bool in_ms = std::holds_alternative<member<milliseconds>>(row.at);
    bool in_s = std::holds_alternative<member<seconds>>(row.at);
    CHECK(row.name.ends_with("_MS") == in_ms);
    CHECK(row.name.ends_with("_S") == in_s);
    CHECK((row.unit == "ms") == in_ms);
    CHECK((row.unit == "s") == in_s);
  }
}

TEST_CASE("settings table: a number outside its range is refused",
          "[config][table]") {
  for (const auto& row : settings_table()) {
    if (row.safe.most == 0) continue;
    INFO(row.name);
    settings copy;
    CHECK(assign(copy, row, std::to_string(row.safe.least)).has_value());
    CHECK(assign(copy, row, std::to_string(row.safe.most)).has_value());
    CHECK_FALSE(
        assign(copy, row, std::to_string(row.safe.most + 1)).has_value());
    CHECK_FALSE(assign(copy, row, "-1").has_value());
    CHECK_FALSE(assign(copy, row, "").has_value());
    CHECK(assign(copy, row, "0").has_value() == !row.safe.zero.empty());
  }
}

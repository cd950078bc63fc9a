#include "config/dotenv.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace parley::config;

namespace {

std::string value_of(std::string_view text) {
  auto parsed = parse_dotenv(text);
  REQUIRE(parsed.entries.size() == 1);
  CHECK(parsed.entries[0].name == "KEY");
  CHECK(parsed.bad_lines.empty());
  return parsed.entries[0].value;
}

}  // namespace

TEST_CASE("dotenv: a plain value ends at its line, blanks around it drop",
          "[config][dotenv]") {
  CHECK(value_of("KEY=value") == "value");
  CHECK(value_of("KEY = two words \r\n") == "two words");
  CHECK(value_of("  export KEY=value\n") == "value");
  CHECK(value_of("KEY=") == "");
  CHECK(value_of("KEY=a=b") == "a=b");
}

TEST_CASE("dotenv: a comment needs a blank before its sign",
          "[config][dotenv]") {
  CHECK(value_of("# first\n\nKEY=value # rest") == "value");
  CHECK(value_of("KEY=a#b") == "a#b");
  CHECK(value_of("KEY= # nothing") == "");
  CHECK(value_of("KEY='a # b' # rest") == "a # b");
}

TEST_CASE("dotenv: quotes keep blanks and lines, only double ones escape",
          "[config][dotenv]") {
  CHECK(value_of("KEY=' a '") == " a ");
  CHECK(value_of("KEY='a\\nb'") == "a\\nb");
  CHECK(value_of("KEY=\"a\\nb\\\"c\\\\d\\q\"") == "a\nb\"c\\d\\q");
  CHECK(value_of("KEY=`it's \"so\"`") == "it's \"so\"");
  CHECK(value_of("KEY=\"first\nsecond\"\n") == "first\nsecond");
}

TEST_CASE("dotenv: a quote that never ends belongs to the value",
          "[config][dotenv]") {
  auto parsed = parse_dotenv("KEY='open\nOTHER=1\n");

  REQUIRE(parsed.entries.size() == 2);
  CHECK(parsed.entries[0].value == "'open");
  CHECK(parsed.entries[1].value == "1");
}

TEST_CASE("dotenv: nothing is interpolated", "[config][dotenv]") {
  CHECK(value_of("KEY=$HOME/${USER}") == "$HOME/${USER}");
  CHECK(value_of("KEY=\"$HOME\"") == "$HOME");
}

TEST_CASE("dotenv: entries know their line, bad lines are told",
          "[config][dotenv]") {
  auto parsed = parse_dotenv("A='1\n2'\nnonsense\nB=3\nC='4' tail\nbad name=5");

  REQUIRE(parsed.entries.size() == 3);
  CHECK(parsed.entries[0].line == 1);
  CHECK(parsed.entries[1].line == 4);
  CHECK(parsed.bad_lines == std::vector<std::size_t>{3, 5, 6});
}
